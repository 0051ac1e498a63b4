using System.Text.Json.Serialization;

namespace Worker;

/// <summary>
/// How far the service has got, and what it has found so far: in one file, so that neither is ever ahead of the other.
/// </summary>
sealed record Progress
{
    public int Line { get; init; }

    public SortedDictionary<string, int> Words { get; init; } = [];
}

[JsonSerializable(typeof(Progress))]
sealed partial class ProgressJson : JsonSerializerContext;
