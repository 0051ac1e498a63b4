using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace AtomicWrites.Extensions.Tests;

/// <summary>
/// Lists in writable options: elements are changed, added and removed where they stand, and what other sources have of
/// a list stays theirs.
/// </summary>
public sealed class ListTests : IDisposable
{
    public sealed class Shop
    {
        public List<Item> Items { get; set; } = [];

        public List<string> Tags { get; set; } = [];

        public int[] Sizes { get; set; } = [1, 2];

        public List<string> Own { get; } = ["x"];
    }

    public sealed class Item
    {
        public string Name { get; set; } = "";

        public int Port { get; set; }

        public List<int> Days { get; set; } = [];
    }

    const string Items = """
        {
          "Shop": {
            "Items": [ // all
              // the first
              { "Name": "a", "Port": 1, "Comment": "mine" }, // one
              // the second
              { "Name": "b", "Port": 2, "Days": [ 1, /* two */ 2 ] },
              { "Name": "c", "Port": 3, "Other": [] }
            ],
            "Tags": ["p", "q", "r"]
          }
        }
        """;

    readonly Folder _folder = new();

    string File => _folder["settings.json"];

    public void Dispose() => _folder.Dispose();

    string Edited(string text, Action<Shop> edit, IConfiguration? configuration = null)
    {
        System.IO.File.WriteAllText(File, text);
        var services = new ServiceCollection();
        if (configuration is not null)
            services.AddSingleton(configuration);
        using var provider = services.AddWritableOptions<Shop>("Shop", File).BuildServiceProvider();
        var options = provider.GetRequiredService<IWritableOptions<Shop>>();
        var expected = options.CurrentValue;
        edit(expected);
        Assert.Equivalent(expected, options.Edit(edit), strict: true);
        Assert.Equivalent(expected, options.CurrentValue, strict: true);
        return System.IO.File.ReadAllText(File);
    }

    static string Changed(params (string Old, string New)[] changes) =>
        changes.Aggregate(new StringBuilder(Items), (text, change) => text.Replace(change.Old, change.New)).ToString();

    [Fact]
    public void A_member_of_an_element_changes_alone() =>
        Assert.Equal(Changed(("\"Port\": 2", "\"Port\": 7")), Edited(Items, shop => shop.Items[1].Port = 7));

    [Fact]
    public void A_list_within_an_element_changes_alone() =>
        Assert.Equal(Changed(("/* two */ 2", "/* two */ 5, 6")), Edited(Items, shop => shop.Items[1].Days = [1, 5, 6]));

    [Fact]
    public void An_element_that_is_added_stands_after_the_others() =>
        Assert.Equal(Changed((", \"r\"]", ", \"r\", \"s\"]")), Edited(Items, shop => shop.Tags.Add("s")));

    [Fact]
    public void An_element_that_is_removed_takes_nothing_of_the_others_with_it()
    {
        var text = Edited(Items, shop => shop.Items.RemoveAt(0));
        Assert.DoesNotContain("mine", text, StringComparison.Ordinal);
        foreach (var line in Items.Split('\n').Where(line => !line.Contains("mine", StringComparison.Ordinal)))
            Assert.Contains(line.Trim(), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_keep_what_the_type_does_not_know_wherever_they_go()
    {
        var text = Edited(Items, shop => shop.Items.Reverse());
        Assert.Contains("{ \"Name\": \"a\", \"Port\": 1, \"Comment\": \"mine\" }", text, StringComparison.Ordinal);
        Assert.Contains("{ \"Name\": \"c\", \"Port\": 3, \"Other\": [] }", text, StringComparison.Ordinal);
        Assert.Contains("[ 1, /* two */ 2 ]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_may_come_and_go_at_once()
    {
        Edited(Items, shop => shop.Tags = ["n", "p", "m", "r", "l"]);
        Edited(Items, shop => shop.Tags = []);
        Edited(Items, shop => shop.Tags.Clear());
        Edited(Items, shop => shop.Tags = ["r", "q"]);
        Edited("{ \"Shop\": { \"Tags\": [] } }", shop => shop.Tags.Add("a"));
        Edited("{\n  \"Shop\": {\n    \"Tags\": [ // none\n    ]\n  }\n}", shop => shop.Tags = ["a", "b"]);
        Edited("{\n  \"Shop\": {\n    \"Tags\": [\n      \"a\", // last\n    ]\n  }\n}", shop => shop.Tags.Add("b"));
        Edited(Items, shop =>
        {
            shop.Items.Insert(1, new() { Name = "n" });
            shop.Items[0].Days = [3];
            shop.Items.RemoveAt(3);
        });
    }

    [Fact]
    public void What_other_sources_have_of_an_element_is_not_copied_into_the_file()
    {
        System.IO.File.WriteAllText(File, "{}");
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(File, optional: true, reloadOnChange: true)
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Shop:Items:0:Name"] = "secret" })
            .Build();
        var text = Edited(Items, shop => shop.Items[1].Port = 7, configuration);
        Assert.Equal(Changed(("\"Port\": 2", "\"Port\": 7")), text);
    }

    [Fact]
    public void An_element_is_added_to_those_of_other_sources()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?> { ["Shop:Items:0:Name"] = "secret", ["Shop:Items:1:Name"] = "b" }
            )
            .Build();
        var text = Edited(
            "{ }",
            shop =>
            {
                shop.Items[1].Port = 2;
                shop.Items.Add(new() { Name = "c" });
            },
            configuration
        );
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"b\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_class_itself_has_in_a_list_can_be_edited()
    {
        Edited("{}", shop => shop.Sizes = [3]);
        Edited("{}", shop => shop.Sizes = [1, 2, 3]);
        Edited("{ \"Shop\": { \"Sizes\": [5] } }", shop => shop.Sizes = [5, 6]);
        Edited("{}", shop => shop.Own.Add("y"));
        Edited("{}", shop => shop.Own.Clear());
    }
}
