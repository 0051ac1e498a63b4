using System.Text.Json.Serialization;

namespace AtomicWrites.Platforms;

/// <summary>A state that is serialized without reflection.</summary>
sealed class Counter
{
    public int Value { get; set; }
}

[JsonSerializable(typeof(Counter))]
sealed partial class CounterJson : JsonSerializerContext;
