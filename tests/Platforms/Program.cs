// Without arguments: checks the library in a folder of its own, a line a check. Otherwise a process to kill: one verb,
// then a path.
using AtomicWrites;
using AtomicWrites.Platforms;

switch (args.FirstOrDefault())
{
    case null:
        return await Checks.RunAllAsync();

    case "write":
        for (var i = 0; ; i++)
            AtomicFile.WriteAllText(args[1], new string((char)('a' + (i % 26)), 10_000));

    case "hold":
        AtomicFile.WithLock(args[1], () =>
        {
            Console.WriteLine("held");
            Console.ReadLine();
        });
        return 0;

    default:
        Console.Error.WriteLine("usage: [write PATH | hold PATH]");
        return 2;
}
