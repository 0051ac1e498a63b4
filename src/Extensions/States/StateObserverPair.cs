namespace AtomicWrites.Extensions.States;

/// <summary>Tells two: a program that looks on itself loses no log.</summary>
sealed class StateObserverPair(StateObserver one, StateObserver other) : StateObserver
{
    public override void Saved(string name, TimeSpan elapsed)
    {
        one.Saved(name, elapsed);
        other.Saved(name, elapsed);
    }

    public override void Failed(string name, Exception failure)
    {
        one.Failed(name, failure);
        other.Failed(name, failure);
    }

    public override void Waited(string name, TimeSpan waited)
    {
        one.Waited(name, waited);
        other.Waited(name, waited);
    }

    public override void Conflicted(string name)
    {
        one.Conflicted(name);
        other.Conflicted(name);
    }

    public override void Recovered(string name, StateFileException failure)
    {
        one.Recovered(name, failure);
        other.Recovered(name, failure);
    }

    public override void KeptAside(string name, string aside)
    {
        one.KeptAside(name, aside);
        other.KeptAside(name, aside);
    }
}
