namespace AtomicWrites.CodeFixes.Tests.Rules;

/// <summary>
/// Nothing moves into a callback that belongs to the thread or to the method in which it stands.
/// </summary>
public class BoundCodeTests
{
    [Theory]
    [InlineData("await JsonSerializer.SerializeAsync(z, Form.Text);")]
    [InlineData("await JsonSerializer.SerializeAsync(z, _form.Text);")]
    [InlineData("var form = _form; form.Show(); await JsonSerializer.SerializeAsync(z, 1);")]
    [InlineData("Seen++; await JsonSerializer.SerializeAsync(z, 1);")]
    [InlineData("await JsonSerializer.SerializeAsync(z, Kept.Value);")]
    [InlineData("z.WriteByte(1); Console.Write(System.Reflection.MethodBase.GetCurrentMethod().Name);", "object")]
    [InlineData("z.WriteByte(1); Console.Write(new System.Diagnostics.StackTrace());", "object")]
    [InlineData("z.WriteByte(1); Console.Write(new System.Diagnostics.StackFrame(0, true));", "object")]
    [InlineData("z.WriteByte(1); Console.Write(Environment.StackTrace);", "object")]
    public async Task No_callback(string act, string type = "async Task<object>") =>
        Assert.False(await FixedProgram.IsOfferedAsync(Member(act, type)));

    [Theory]
    [InlineData("z.WriteByte((byte)Form.Text.Length);", "object")]
    [InlineData("Seen++; z.WriteByte(1);", "object")]
    [InlineData("await JsonSerializer.SerializeAsync(z, Plain);")]
    [InlineData("await JsonSerializer.SerializeAsync(z, Window.Title);")]
    public async Task What_stays_on_the_thread_or_belongs_to_none_moves(
        string act,
        string type = "async Task<object>"
    ) => Assert.True(await FixedProgram.IsOfferedAsync(Member(act, type)));

    static string Member(string act, string type) =>
        $"    public static {type} Run([AtomicWrites.StatePath] string path)\n    {{\n"
        + "        using (var z = new GZipStream(File.Create(path), CompressionMode.Compress))\n        {\n"
        + $"            {act}\n        }}\n        return null;\n    }}\n"
        + """
                static readonly Window _form = new();
                static Window Form => _form;
                static readonly string Plain = "plain";
                [ThreadStatic] static int Seen;
                static readonly ThreadLocal<int> Kept = new();
                public class DispatcherObject { }
                public class Window : DispatcherObject
                {
                    public static string Title => "title";
                    public string Text => "text";
                    public void Show() { }
                }
            """;
}
