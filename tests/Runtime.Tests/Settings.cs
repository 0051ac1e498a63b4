using System.Text.Json.Serialization;

namespace AtomicWrites.Runtime.Tests;

/// <summary>What most tests keep.</summary>
public sealed record Settings
{
    public string Theme { get; set; } = "light";

    public int Count { get; set; }
}

[JsonSerializable(typeof(Settings))]
sealed partial class SettingsJson : JsonSerializerContext;
