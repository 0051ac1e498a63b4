using System.Text.Json.Serialization;

namespace Jobs;

/// <summary>
/// How far the replicas have got, and what they have found: in one state, so that neither is ever ahead of the other.
/// </summary>
sealed class Checkpoint
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The first job that nobody has taken.</summary>
    public int Next { get; set; }

    /// <summary>Jobs that are taken and not yet done.</summary>
    public SortedDictionary<int, Claim> Taken { get; init; } = [];

    public int Done { get; set; }

    public int Words { get; set; }

    /// <summary>
    /// Takes a job for a replica: one whose replica was not heard of for long, or the next; null if there is none to
    /// take now.
    /// </summary>
    public int? Take(string replica, int jobs, DateTimeOffset now)
    {
        foreach (var (job, claim) in Taken)
            if (claim.Since + Patience < now)
                return Taken.Remove(job) ? Claimed(job) : null;
        return Next < jobs ? Claimed(Next++) : null;

        int Claimed(int job)
        {
            Taken[job] = new(replica, now);
            return job;
        }
    }

    /// <summary>Counts the result of a job, if the replica still has it.</summary>
    public bool Finish(string replica, int job, int words)
    {
        if (!Taken.TryGetValue(job, out var claim) || claim.Replica != replica)
            return false;
        Taken.Remove(job);
        Done++;
        Words += words;
        return true;
    }
}

/// <summary>Who has taken a job, and when.</summary>
sealed record Claim(string Replica, DateTimeOffset Since);

[JsonSerializable(typeof(Checkpoint))]
sealed partial class CheckpointJson : JsonSerializerContext;
