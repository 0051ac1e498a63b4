using AtomicWrites.States;

namespace AtomicWrites.Runtime.Tests;

/// <summary>Which types say themselves whether two values are equal.</summary>
public sealed class EqualityTests
{
    readonly Equality _equality = new();

    [Fact]
    public void A_type_that_says_what_is_equal_is_believed_until_it_is_distrusted()
    {
        Assert.False(_equality.AreUnequal(new Named(1), new Named(1)));
        Assert.True(_equality.AreUnequal(new Named(1), new Named(2)));
        Assert.True(_equality.AreUnequal(new Value(1), new Value(2)));
        _equality.Distrust(typeof(Named));
        Assert.False(_equality.AreUnequal(new Named(1), new Named(2)));
        Assert.True(_equality.AreUnequal(new Value(1), new Value(2)));
    }

    [Fact]
    public void Where_a_type_says_nothing_of_it_nothing_is_unequal()
    {
        Assert.False(_equality.AreUnequal(new Silent(1), new Silent(2)));
        Assert.False(_equality.AreUnequal(new SilentValue(1), new SilentValue(2)));
    }

    sealed record Named(int Number);

    readonly record struct Value(int Number);

    sealed class Silent(int number)
    {
        public int Number => number;
    }

#pragma warning disable CA1815 // is the point
    readonly struct SilentValue(int number)
    {
        public int Number => number;
    }
#pragma warning restore CA1815
}
