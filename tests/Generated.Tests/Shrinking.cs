namespace AtomicWrites.Generated.Tests;

/// <summary>Makes a program that shows a difference smaller, as long as it shows one.</summary>
static class Shrinking
{
    const int MaxSteps = 40;
    const int Together = 60;

    public static async Task<Difference> OfAsync(Difference difference)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            var smaller = difference.Program.Smaller.ToList();
            Difference? found = null;
            for (var start = 0; start < smaller.Count && found is null; start += Together)
            {
                var run = new Differential();
                await run.CompareAsync(smaller.Skip(start).Take(Together));
                found = run
                    .Differences.Where(other => other.Kind == difference.Kind)
                    .MinBy(other => other.Before.Length);
            }

            if (found is null || found.Before.Length >= difference.Before.Length)
                break;
            difference = found;
        }

        return difference;
    }
}
