using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pairs = System.Collections.Generic.HashSet<(object Saved, object Loaded)>;

namespace AtomicWrites.States;

/// <summary>
/// What would not come back although the JSON is the same: a public field that the serializer leaves out, what only a
/// derived type has, what a converter rounds. A state is compared with what was loaded from its JSON, member by member.
/// </summary>
sealed class LostValues(JsonSerializerOptions options)
{
    readonly bool _mayBeCircle = options.ReferenceHandler is not null;
    readonly UnsavedMembers _unsaved = new(options);
    readonly Equality _equality = new();

    /// <summary>What is lost and how to keep it; null for nothing.</summary>
    /// <param name="saved">What was saved.</param>
    /// <param name="loaded">What was loaded from its JSON.</param>
    /// <param name="loadAgain">Loads one more from that.</param>
    /// <param name="declared">The type of all of them.</param>
    public string? Find(object saved, object loaded, Func<object> loadAgain, Type declared)
    {
        var lost = Compare(saved, loaded);
        if (lost?.Unequal is null)
            return lost?.ToString();
        // Where two that were loaded from one JSON are unequal as well, equality says nothing of what is lost.
        var again = loadAgain();
        while (Compare(loaded, again)?.Unequal is { } type)
            _equality.Distrust(type);
        return Compare(saved, loaded)?.ToString();

        Loss? Compare(object one, object other) =>
            Find(one, other, declared, null, _mayBeCircle ? new(new Same()) : null);
    }

    Loss? Find(object? saved, object? loaded, Type declared, JsonConverter? converter, Pairs? seen)
    {
        if (saved is null || loaded is null)
            return saved is null == loaded is null ? null : Loss.OfValue();
        if (ReferenceEquals(saved, loaded) || loaded is JsonElement or JsonNode or JsonDocument)
            return null;
        if (saved is string text)
            return text == loaded as string ? null : Loss.OfValue();
        if (seen?.Add((saved, loaded)) == false)
            return null;
        var info = converter is null && !IsPlain(saved) ? InfoOf(saved.GetType()) ?? InfoOf(declared) : null;
        return info?.Kind switch
        {
            JsonTypeInfoKind.Object => saved.GetType() == loaded.GetType()
                ? FindInObject(saved, loaded, info, seen)
                : new Loss(
                    $"is a {saved.GetType().Name} and would come back as {loaded.GetType().Name}. "
                        + "Name the derived type with [JsonDerivedType]."
                ),
            JsonTypeInfoKind.Dictionary => FindInCollection(saved, loaded, seen)
                ?? FindInDictionary(saved, loaded, seen),
            JsonTypeInfoKind.Enumerable => FindInCollection(saved, loaded, seen) ?? FindInSequence(saved, loaded, seen),
            _ => saved.GetType() == loaded.GetType() ? FindInValue(saved, loaded) : null,
        };
    }

    // Values to every serializer; most of what there is, so that nothing is looked up for them.
    static bool IsPlain(object value) =>
        value is DateTimeOffset or DateTime or TimeSpan or decimal or Guid or Enum || value.GetType().IsPrimitive;

    Loss? FindInValue(object saved, object loaded) =>
        saved is IComparable comparable && comparable.CompareTo(loaded) != 0 ? Loss.OfValue()
        : !IsPlain(saved) && _equality.AreUnequal(saved, loaded) ? Loss.OfValue(saved.GetType())
        : null;

    Loss? FindInObject(object saved, object loaded, JsonTypeInfo info, Pairs? seen)
    {
        if (_unsaved.FieldOf(saved.GetType(), info) is { } field)
            return new Loss(
                "is a public field, which the serializer leaves out. Make it a property, or set IncludeFields in the JsonSerializerOptions."
            ).In("." + field);
        foreach (var property in info.Properties)
        {
            var get = property.Get;
            if (property.IsExtensionData || get is null)
                continue;
            var value = get(saved);
            if (property.ShouldSerialize?.Invoke(saved, value) == false)
                continue;
            var lost = Find(value, get(loaded), property.PropertyType, property.CustomConverter, seen);
            if (lost is not null)
                return lost.In("." + property.Name);
        }

        return null;
    }

    Loss? FindInCollection(object saved, object loaded, Pairs? seen)
    {
        if (saved.GetType() != loaded.GetType())
            return null;
        foreach (var (name, get) in _unsaved.OfCollection(saved.GetType()))
            if (IsOther(get(saved), get(loaded), seen ?? new(new Same()))) // what is not saved may lead round in a circle
                return new Loss(
                    "is a member of a collection, of which the serializer keeps the elements alone. "
                        + "Put both into a class, give the collection a converter, "
                        + "or take the member out with [JsonIgnore]."
                ).In("." + name);
        return null;
    }

    bool IsOther(object? saved, object? loaded, Pairs seen) =>
        Find(saved, loaded, typeof(object), null, seen) is not null
        || (
            saved is IEnumerable numbers
            && loaded is IEnumerable others
            && HasPlainNumbers(saved.GetType())
            && !numbers.Cast<object>().SequenceEqual(others.Cast<object>())
        );

    Loss? FindInDictionary(object saved, object loaded, Pairs? seen)
    {
        var entries = saved as IDictionary;
        var others = loaded as IDictionary;
        if (entries is null || others is null)
            return null;
        foreach (DictionaryEntry entry in entries)
        {
            var lost = others.Contains(entry.Key)
                ? Find(entry.Value, others[entry.Key], typeof(object), null, seen)
                : Loss.OfValue();
            if (lost is not null)
                return lost.In($"[{entry.Key}]");
        }

        return null;
    }

    Loss? FindInSequence(object saved, object loaded, Pairs? seen)
    {
        var elements = saved as IEnumerable;
        var others = loaded as IEnumerable;
        if (HasPlainNumbers(saved.GetType()) || elements is null || others is null)
            return null;
        var other = others.GetEnumerator();
        using var end = other as IDisposable;
        var index = 0;
        foreach (var element in elements)
        {
            var lost = other.MoveNext() ? Find(element, other.Current, typeof(object), null, seen) : Loss.OfValue();
            if (lost is not null)
                return lost.In("[" + index.ToString(CultureInfo.InvariantCulture) + "]");
            index++;
        }

        return null;
    }

    // Many of them, as a rule, and each would be boxed.
    bool HasPlainNumbers(Type sequence) =>
        (sequence.GetElementType() ?? sequence.GenericTypeArguments.FirstOrDefault()) is { IsPrimitive: true } element
        && element != typeof(char)
        && InfoOf(element)?.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;

    JsonTypeInfo? InfoOf(Type type) =>
        type != typeof(object) && options.TryGetTypeInfo(type, out var info) ? info : null;

    /// <summary>What is lost; its path is put together on the way back, because as a rule there is none.</summary>
    sealed class Loss(string what)
    {
        string _path = "";

        /// <summary>The type by whose equality it was found; null for none.</summary>
        public Type? Unequal { get; private init; }

        public static Loss OfValue(Type? unequal = null) =>
            new(
                "would come back as another value: a converter, the encoding of the text, or a ReferenceHandler, does not keep it."
            )
            {
                Unequal = unequal,
            };

        public Loss In(string part)
        {
            _path = part + _path;
            return this;
        }

        public override string ToString() => $"'${_path}' {what}";
    }

    /// <summary>Of two objects each, which were compared already.</summary>
    sealed class Same : IEqualityComparer<(object Saved, object Loaded)>
    {
        public bool Equals((object Saved, object Loaded) one, (object Saved, object Loaded) other) =>
            ReferenceEquals(one.Saved, other.Saved) && ReferenceEquals(one.Loaded, other.Loaded);

        public int GetHashCode((object Saved, object Loaded) pair) => RuntimeHelpers.GetHashCode(pair.Saved);
    }
}
