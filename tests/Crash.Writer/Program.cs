// The program whose power is cut: writes versions FROM to TO of an arm into FOLDER and puts the number of each into
// MARK when it is done. Version 0 is made durable by other means, so that there is something to lose.
using System.Diagnostics;
using System.Globalization;
using System.Text;
using AtomicWrites.Crash.Writer;

if (args is not [var arm, var folder, var mark, var from, var to, var limit, var seed])
{
    Console.Error.WriteLine($"usage: ARM FOLDER MARK FROM TO LIMIT SEED\narms: {string.Join(", ", Arms.All)}");
    return 2;
}

var write = Arms.Named(arm).Write;
var random = new Random(Number(seed));
using var marks = File.OpenHandle(mark, FileMode.Open, FileAccess.Write);
Bystander? bystander = null;

for (var number = Number(from); number <= Number(to); number++)
{
    if (number == 0)
        Arms.Prepare(folder);
    write(folder, number, StateVersion.Content(number, StateVersion.Length(random, Number(limit))));
    if (number == 0)
    {
        Arms.SetMode(folder);
        Process.Start("sync", ["-f", folder]).WaitForExit();
        bystander = new Bystander(folder, Number(seed));
    }

    RandomAccess.Write(marks, Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), 0);
    if (bystander is not null)
        Thread.Sleep(random.Next(3));
}

bystander?.Dispose();
return 0;

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
