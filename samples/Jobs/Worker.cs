using AtomicWrites;
using Microsoft.Extensions.Hosting;

namespace Jobs;

/// <summary>
/// One of several replicas: takes a job, does it, and puts the result into the checkpoint, until all jobs are done.
/// </summary>
sealed class Worker(string replica, string[] jobs, IState<Checkpoint> checkpoint) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while ((await checkpoint.ReadAsync(stoppingToken)).Done < jobs.Length)
        {
            int? taken = null;
            await checkpoint.EditAsync(
                state => taken = state.Take(replica, jobs.Length, DateTimeOffset.UtcNow),
                stoppingToken
            );
            if (taken is not { } job)
            {
                // Others are at work on the last ones.
                await Task.Delay(100, stoppingToken);
                continue;
            }

            var words = jobs[job].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            var isOurs = false;
            var state = await checkpoint.EditAsync(state => isOurs = state.Finish(replica, job, words), stoppingToken);
            if (isOurs)
                Console.WriteLine($"{replica}: job {job + 1}, {state.Done} of {jobs.Length} done, {state.Words} words");
        }
    }
}
