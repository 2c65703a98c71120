using Cppo.Runtime;
using Cppo.Training.Runs;
using static TorchSharp.torch;

namespace Cppo.Evaluation.Reproduction;

/// <summary>
/// One process that works on a plan. Several share a folder: each takes the next job that nobody has and whose needs are done. A process that is
/// killed gives its job back; whoever takes it goes on after the last finished step.
/// </summary>
public static class Reproducer
{
    private const int PauseMilliseconds = 500;

    /// <summary>Works until nothing is left to do.</summary>
    /// <param name="plan">What to do; prepared.</param>
    /// <param name="threads">Threads of this process; two processes with one each do more than one with two.</param>
    /// <param name="onProgress">Called now and then, on this thread.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">A job cannot be done.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; everything up to the last finished step is kept.</exception>
    public static void Work(ReproductionPlan plan, int threads = 1, Action<ReproductionStatus>? onProgress = null, CancellationToken cancellation = default)
    {
        Libtorch.Require();
        if (threads < 1) throw new CppoException($"{threads} threads cannot work.", "Give at least 1.");
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            WorkOn(plan, onProgress, cancellation);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    private static void WorkOn(ReproductionPlan plan, Action<ReproductionStatus>? onProgress, CancellationToken cancellation)
    {
        void Report() => onProgress?.Invoke(ReproductionStatus.Of(plan));
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            (bool worked, bool isLeft) = WorkOnce(plan, Report, cancellation);
            if (worked) continue;
            if (!isLeft) return;
            Report();
            if (cancellation.WaitHandle.WaitOne(PauseMilliseconds)) cancellation.ThrowIfCancellationRequested();
        }
    }

    // Does the first job that can be done; where none can, says whether others work on what is left.
    private static (bool Worked, bool IsLeft) WorkOnce(ReproductionPlan plan, Action report, CancellationToken cancellation)
    {
        ReproductionJob[] open = [.. plan.Jobs.Where(job => !IsDone(plan, job.Name))];
        foreach (ReproductionJob job in open.Where(job => job.Needs.All(need => IsDone(plan, need))))
        {
            string folder = plan.FolderOf(job.Name);
            using FileStream? mine = Take(folder);
            if (mine is null || IsDone(plan, job.Name)) continue;
            JobContext context = new(folder, report, cancellation);
            job.Work(context);
            context.Finish();
            return (true, true);
        }

        bool othersWork = open.Any(job => RunLock.IsTaken(plan.FolderOf(job.Name)));
        return open.Length == 0 || othersWork || plan.Jobs.All(job => IsDone(plan, job.Name)) || open.Any(job => job.Needs.All(need => IsDone(plan, need)))
            ? (false, open.Length > 0)
            : throw new CppoException($"The job {open[0].Name} waits for {string.Join(", ", open[0].Needs)}, which nobody does.", "Run the command again.");
    }

    private static bool IsDone(ReproductionPlan plan, string job) => JobState.Read(plan.FolderOf(job)).IsDone;

    private static FileStream? Take(string folder)
    {
        if (RunLock.IsTaken(folder)) return null;
        try
        {
            return RunLock.Take(folder);
        }
        catch (CppoException) when (RunLock.IsTaken(folder))
        {
            return null;
        }
    }
}
