using System.Diagnostics;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Runs;

namespace Cppo.Evaluation.Comparisons;

/// <summary>Carries out a plan, run by run; all methods of a seed before the next seed, so that there are pairs early.</summary>
internal sealed class ComparisonRunner(ComparisonPlan plan, Action<MethodComparison>? onProgress, CancellationToken cancellation)
{
    private readonly ComparisonDesign design = plan.Design;
    private readonly long begun = Stopwatch.GetTimestamp();
    private readonly Dictionary<string, EvaluationReport> start = [];
    private ComparedRun[] runs = [];
    private double shareBefore;

    public MethodComparison Run()
    {
        RequireSame();
        design.Write(plan.Folder);
        runs = [.. MethodComparison.Read(design, plan.Folder).Runs.Select(OnlyThisPlans)];
        shareBefore = Share;
        AskStart();
        for (int i = 0; i < runs.Length; i++)
        {
            if (!runs[i].IsFinished) Finish(i);
        }

        Report("");
        return Snapshot("");
    }

    /// <summary>Writes the design and asks the start.</summary>
    public void OnlyStart()
    {
        design.Write(plan.Folder);
        AskStart();
    }

    /// <summary>Carries out the plan's only run and touches nothing else in the folder.</summary>
    public ComparedRun OnlyRun()
    {
        RequireSame();
        runs = [.. MethodComparison.Read(design, plan.Folder).Runs.Select(OnlyThisPlans)];
        shareBefore = Share;
        if (!runs[0].IsFinished) Finish(0);
        return runs[0];
    }

    // A finished run is not opened again, so nobody else would see that it was made otherwise.
    private void RequireSame()
    {
        if (File.Exists(Path.Combine(plan.Folder, ComparisonDesign.FileName)) && ComparisonDesign.Read(plan.Folder).Start is var before && before != plan.StartName)
            throw new CppoException($"The runs in {plan.Folder} start from {before}, not from {plan.StartName}.", "Go on with the same start, or name another folder.");
        foreach (ComparedMethod method in plan.Methods)
        {
            foreach (string folder in plan.Seeds.Select(seed => Path.Combine(plan.Folder, ComparisonDesign.FolderOf(method.Label, seed))).Where(folder => File.Exists(Path.Combine(folder, RunFile.Name))))
            {
                StoredRun run = StoredRun.Open(folder);
                if (run.TotalSteps != design.StepsOf(method.Label))
                    throw new CppoException($"The run in {folder} has {run.TotalSteps} steps, not {design.StepsOf(method.Label)}.", "Go on with as many, or name another folder.");
                RunDescription.RequireEqual(
                    folder, run.File.Options.Where(option => option.Key.StartsWith("method", StringComparison.Ordinal)).ToDictionary(), RunDescription.OfMethod(method.Method));
            }
        }
    }

    // A report of other samples, from an earlier plan, is asked anew.
    private ComparedRun OnlyThisPlans(ComparedRun run)
    {
        string folder = Path.Combine(run.Folder, ComparedRun.TestsFolder);
        Dictionary<string, EvaluationReport> tests = plan.Tests.Select(test => (test.Name, Report: test.Stored(folder)))
            .Where(test => test.Report is not null).ToDictionary(test => test.Name, test => test.Report!);
        return run with { Tests = tests, IsFinished = run.IsFinished && tests.Count == plan.Tests.Count };
    }

    private void AskStart()
    {
        string folder = Path.Combine(plan.Folder, "start", ComparedRun.TestsFolder);
        Policy? policy = null;
        try
        {
            foreach (HeldOutTest test in plan.Tests)
            {
                Report($"start, {test.Name}");
                start[test.Name] = test.Stored(folder) ?? test.Ask(policy ??= plan.Start(), "start", folder, cancellation);
            }
        }
        finally
        {
            policy?.Dispose();
        }
    }

    private void Finish(int index)
    {
        Method method = plan.Methods[index % plan.Methods.Count].Method;
        string name = $"{runs[index].Method}, seed {runs[index].Seed}";
        using Policy policy = plan.Start();
        using Trainer trainer = new(policy, method, plan.Prompts(runs[index].Seed), Options(runs[index]), plan.Labels);
        runs[index] = runs[index] with { History = trainer.History };
        Train(index, trainer, method, name);
        foreach (HeldOutTest test in plan.Tests)
        {
            Report($"{name}, {test.Name}");
            EvaluationReport report = test.Ask(policy, name, Path.Combine(runs[index].Folder, ComparedRun.TestsFolder), cancellation);
            runs[index] = runs[index] with { Tests = new Dictionary<string, EvaluationReport>(runs[index].Tests) { [test.Name] = report } };
        }

        runs[index] = runs[index] with { IsFinished = true };
    }

    private void Train(int index, Trainer trainer, Method method, string name)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            trainer.Run(
                _ =>
                {
                    Report(name);
                    // The budget of time ends a run between two steps, as a user would.
                    if (design.IsTrained(runs[index], runs)) enough.Cancel();
                },
                plan.Monitor.Count == 0 ? null : Evaluate,
                enough.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && design.IsTrained(runs[index], runs))
        {
            // Its time is used up.
        }

        AccuracyPoint Evaluate(Policy policy) => Evaluator.Run(
            policy, plan.Monitor, sampling: method.Sampling with { Greedy = true, GroupSize = 1 }, reward: method.Reward, cancellation: cancellation).AtStep(0);
    }

    private TrainerOptions Options(ComparedRun run) => plan.Training with
    {
        Steps = design.StepsOf(run.Method),
        Seed = run.Seed,
        Folder = run.Folder,
        Source = new Dictionary<string, string>(plan.Training.Source ?? new Dictionary<string, string>())
        {
            ["program"] = "cppo compare",
            ["label"] = run.Method,
        },
    };

    private double Share => runs.Length == 0 ? 0 : runs.Average(run => run.IsFinished ? 1 : design.TrainedShare(run, runs) * (plan.Tests.Count == 0 ? 1 : 0.9));

    private void Report(string now) => onProgress?.Invoke(Snapshot(now));

    private MethodComparison Snapshot(string now)
    {
        double share = Share, made = share - shareBefore;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begun);
        TimeSpan? left = share < 1 && made > 0 ? elapsed * ((1 - share) / made) : null;
        return new(design, [.. runs])
        {
            Start = new Dictionary<string, EvaluationReport>(start),
            Progress = new(share, runs.Count(run => run.IsFinished), elapsed, left, now),
        };
    }
}
