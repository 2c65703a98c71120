using Cppo.Training.Runs;

namespace Cppo.Evaluation.Reproduction;

/// <summary>How far a reproduction is, as its folder says; whoever works on it.</summary>
/// <param name="Share">Done of the work, 0..1.</param>
/// <param name="Done">Jobs of which nothing is left to do.</param>
/// <param name="Jobs">All jobs.</param>
/// <param name="Now">What goes on, a line a job.</param>
public sealed record ReproductionStatus(double Share, int Done, int Jobs, IReadOnlyList<string> Now)
{
    /// <summary>Whether nothing is left to do.</summary>
    public bool IsComplete => Done == Jobs;

    /// <summary>Looks at the folder.</summary>
    public static ReproductionStatus Of(ReproductionPlan plan)
    {
        (ReproductionJob Job, JobState State)[] all = [.. plan.Jobs.Select(job => (job, JobState.Read(plan.FolderOf(job.Name))))];
        double cost = all.Sum(one => one.Job.Cost), made = all.Sum(one => one.Job.Cost * one.State.Share);
        return new(
            cost > 0 ? made / cost : 1,
            all.Count(one => one.State.IsDone),
            all.Length,
            [.. all.Where(one => !one.State.IsDone && RunLock.IsTaken(plan.FolderOf(one.Job.Name))).Select(one => one.State.Now.Length > 0 ? one.State.Now : one.Job.Name)]);
    }
}
