using System.Text;
using System.Text.Json;
using AtomicWrites.Extensions.Json;

namespace AtomicWrites.Extensions.Tests;

/// <summary>What becomes of a text when one value of it is set or removed.</summary>
public class SettingsTextTests
{
    static string Set(string text, string path, string value) =>
        Changed(text, settings => settings.Set(path, Json(value)));

    static string Remove(string text, string path) => Changed(text, settings => settings.Remove(path));

    static string Changed(string text, Action<SettingsText> change)
    {
        var settings = new SettingsText(Encoding.UTF8.GetBytes(text), "the file");
        change(settings);
        return Encoding.UTF8.GetString(settings.ToUtf8());
    }

    static JsonElement Json(string value)
    {
        using var document = JsonDocument.Parse(value);
        return document.RootElement.Clone();
    }

    [Theory]
    [InlineData("{ \"A\": { \"B\": 1 } }", "A:B", "2", "{ \"A\": { \"B\": 2 } }")]
    [InlineData("{ \"a\": { \"b\": 1 } }", "A:B", "2", "{ \"a\": { \"b\": 2 } }")] // the case of names is the file's
    [InlineData("{ \"A:B\": 1 }", "A:B", "2", "{ \"A:B\": 2 }")]
    [InlineData("{ \"A:B\": { \"C\": 1 } }", "A:B:C", "2", "{ \"A:B\": { \"C\": 2 } }")]
    [InlineData("{ /* a */ \"A\" : /* b */ 1 /* c */ }", "A", "2", "{ /* a */ \"A\" : /* b */ 2 /* c */ }")]
    [InlineData("{\"A\":null}", "A:B", "1", "{\"A\":{\"B\":1}}")]
    [InlineData("{\"A\":1}", "B", "\"ü\"", "{\"A\":1,\"B\":\"ü\"}")]
    [InlineData("{ \"A\": 1 }", "B", "2", "{ \"A\": 1, \"B\": 2 }")]
    [InlineData("{ \"A\": 1, }", "B", "2", "{ \"A\": 1, \"B\": 2, }")]
    [InlineData("{\n\t\"A\": 1\n}", "B", "2", "{\n\t\"A\": 1,\n\t\"B\": 2\n}")]
    [InlineData("{\r\n    \"A\": 1,\r\n}", "B", "2", "{\r\n    \"A\": 1,\r\n    \"B\": 2,\r\n}")]
    [InlineData("{\n  \"A\": 1 // one\n}", "B", "2", "{\n  \"A\": 1, // one\n  \"B\": 2\n}")]
    [InlineData("{\n  \"A\": 1\n  // \"Old\": 3\n}", "B", "2", "{\n  \"A\": 1,\n  // \"Old\": 3\n  \"B\": 2\n}")]
    [InlineData("{\n  \"A\" : 1\n}", "B", "[1]", "{\n  \"A\" : 1,\n  \"B\" : [\n    1\n  ]\n}")]
    [InlineData("{\n  \"A\": {}\n}", "A:B", "2", "{\n  \"A\": {\n    \"B\": 2\n  }\n}")]
    [InlineData("{\n  \"A\": {\n  }\n}", "A:B", "2", "{\n  \"A\": {\n    \"B\": 2\n  }\n}")]
    [InlineData(
        "{\n  \"A\": {\n    // nothing yet\n  }\n}",
        "A:B",
        "2",
        "{\n  \"A\": {\n    // nothing yet\n    \"B\": 2\n  }\n}"
    )]
    [InlineData("{\n  \"X\": 0\n}", "A:B", "2", "{\n  \"X\": 0,\n  \"A\": {\n    \"B\": 2\n  }\n}")]
    [InlineData("{\"X\": [ 1,2 ] ,\"A\":{\"B\":1}}\n", "A:B", "2", "{\"X\": [ 1,2 ] ,\"A\":{\"B\":2}}\n")]
    [InlineData("{\"A\":1 // one\n}", "B", "2", "{\"A\":1, // one\n\"B\":2\n}")]
    public void A_value_is_set_and_every_other_byte_stays(string text, string path, string value, string expected) =>
        Assert.Equal(expected, Set(text, path, value));

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("// mine\n")]
    [InlineData("/* mine */")]
    public void A_file_with_nothing_but_blanks_and_comments_keeps_them(string text)
    {
        var changed = Set(text, "A:B", "1");
        Assert.StartsWith(text, changed, StringComparison.Ordinal);
        Assert.Equal("1", SettingsData.Read(Encoding.UTF8.GetBytes(changed), "", "the file").Values["A:B"]);
    }

    [Theory]
    [InlineData("{ \"A\": 1, \"B\": 2 }", "A", "{ \"B\": 2 }")]
    [InlineData("{ \"A\": 1, \"B\": 2 }", "B", "{ \"A\": 1 }")]
    [InlineData("{ \"A\": 1, \"B\": 2, }", "B", "{ \"A\": 1, }")]
    [InlineData("{ \"A\": 1 }", "A", "{ }")]
    [InlineData("{\n  \"A\": 1,\n  \"B\": 2\n}", "A", "{\n  \"B\": 2\n}")]
    [InlineData("{\n  \"A\": 1,\n  \"B\": 2\n}", "B", "{\n  \"A\": 1\n}")]
    [InlineData("{\n  \"A\": 1, // one\n  \"B\": 2\n}", "B", "{\n  \"A\": 1 // one\n}")]
    [InlineData("{\n  \"A\": 1, // one\n  \"B\": 2}", "B", "{\n  \"A\": 1 // one\n  }")]
    [InlineData("{\n  // two\n  \"A\": 1,\n  // three\n  \"B\": 2\n}", "A", "{\n  // two\n  // three\n  \"B\": 2\n}")]
    [InlineData("{ \"A\": 1 }", "C", "{ \"A\": 1 }")]
    public void A_value_is_removed_with_its_comma(string text, string path, string expected) =>
        Assert.Equal(expected, Remove(text, path));

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{ \"A\": 1 }")]
    [InlineData("{ \"A\": [] }")]
    [InlineData("{ \"A\": { \"B\": 1 }, \"a\": { \"b\": 2 } }")]
    [InlineData("{ \"A:B\": 1, \"A\": { \"B\": 2 } }")]
    public void What_cannot_be_set_without_a_guess_is_refused(string text) =>
        Assert.Equal(StateFileFailure.Corrupt, Assert.Throws<StateFileException>(() => Set(text, "A:B", "2")).Failure);
}
