using Version = AtomicWrites.CompareAndSwap.Version;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Which file of a directory of versions is what, by its name alone.</summary>
public class VersionTests
{
    [Theory]
    [InlineData("data.12.34", "34", true)]
    [InlineData("data.12.34", "4", false)]
    [InlineData("data.12.34", "12", false)]
    [InlineData("head.34", "34", false)]
    [InlineData("xdata.12.34", "34", false)]
    public void The_content_of_a_version_ends_with_its_name(string name, string id, bool expected) =>
        Assert.Equal(expected, Version.IsDataOf(name, id));

    [Theory]
    [InlineData("data.12.34", "12", true)]
    [InlineData("data.12.34", "1", false)]
    [InlineData("data.12.34", "34", false)]
    public void The_content_of_a_successor_begins_with_the_version_it_replaces(string name, string id, bool expected) =>
        Assert.Equal(expected, Version.IsSuccessorOf(name, id));

    [Theory]
    [InlineData("data.12.34", "data.0.12")]
    [InlineData("data.0.12", null)]
    [InlineData("data.56.78", null)]
    public void The_version_before_is_known_by_name(string data, string? before)
    {
        string[] listed = ["data.0.12", "data.12.34", "data.10.2", "head.34", data];
        Assert.Equal(before, new Version(data.Split('.')[2], data, [], listed).PredecessorDataName);
    }

    [Fact]
    public void No_two_versions_have_one_name() => Assert.NotEqual(Version.NewId(), Version.NewId());
}
