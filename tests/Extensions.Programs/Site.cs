namespace AtomicWrites.Extensions.Programs;

public sealed class Site
{
    public int Visits { get; set; }

    public string Title { get; set; } = "";
}

public sealed class Tally
{
    public List<int> Numbers { get; set; } = [];
}
