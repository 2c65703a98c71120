using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Rewards;
using Cppo.Rollouts;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>What <c>cppo eval</c> was asked for.</summary>
internal sealed record EvaluationRequest
{
    /// <summary>Whom to ask.</summary>
    public required string Model { get; init; }

    /// <summary>Where that model is; null for here.</summary>
    public ServerChoice? Server { get; init; }

    /// <summary>Models and reports to compare with, the base of the comparison first.</summary>
    public required IReadOnlyList<string> Against { get; init; }

    /// <summary>What to ask; null where the command line says nothing.</summary>
    public string? Data { get; init; }

    /// <summary>Whether an instruction ends the questions of files.</summary>
    public required bool Instruction { get; init; }

    /// <summary>How many samples; null where the command line says nothing.</summary>
    public int? Samples { get; init; }

    /// <summary>How answers are drawn; one answer is greedy.</summary>
    public required SamplingOptions Sampling { get; init; }

    /// <summary>What pictures go through; null for nothing.</summary>
    public PicturePerturbation? Perturbation { get; init; }

    /// <summary>Whose verdicts count; null for what is usual there.</summary>
    public IAnswerGrader? Grader { get; init; }

    /// <summary>Samples asked at once.</summary>
    public required int Batch { get; init; }

    /// <summary>A folder that keeps every answer; null keeps none.</summary>
    public string? Store { get; init; }

    /// <summary>Where the report is written; null writes none.</summary>
    public string? Output { get; init; }

    /// <summary>Whether figures are printed as JSON.</summary>
    public required bool Json { get; init; }

    /// <summary>Whether a greedy answer stands beside drawn ones.</summary>
    public bool AlsoGreedy => Sampling.GroupSize > 1;

    /// <summary>How the report's answers are drawn.</summary>
    public SamplingOptions Main => AlsoGreedy ? Sampling : Greedy;

    /// <summary>One greedy answer.</summary>
    public SamplingOptions Greedy => Sampling with { Greedy = true, GroupSize = 1 };

    /// <summary>Says how far a count is, on the error stream.</summary>
    public static CountProgress Progress(string what, int total)
    {
        IAnsiConsole console = Terminals.Error();
        return new(console, Terminals.CanRedraw(console, Environment.GetEnvironmentVariable), what, total, TimeProvider.System);
    }

    /// <summary>Prints a result: its figures as JSON, or its view.</summary>
    public void Print(object result, Func<System.Text.Json.Nodes.JsonObject> figures) =>
        Console.Out.WriteLine(Json ? figures().ToJsonString(new() { WriteIndented = true }) : Views.Render(result)?.PlainText);

    /// <summary>How the tool ends: what a server did not answer is a failure, with what to do about it.</summary>
    public int Ended(int notAnswered)
    {
        if (notAnswered == 0) return ExitCode.Done;
        string advice = Store is null ? "With --store, the same command would ask only for what is missing." : "The same command asks exactly those again.";
        Terminals.Report(Terminals.Error(), new($"{notAnswered} samples were not answered; no figure counts them.", advice));
        return ExitCode.Failed;
    }

    /// <summary>Says that it was stopped, and what that means.</summary>
    public int Stopped()
    {
        string kept = Store is null ? "Nothing was written." : $"What was answered is kept in {TextEncoder.Terminal(Store)}; the same command goes on.";
        Terminals.Error().MarkupLine($"[yellow]Stopped.[/] {Markup.Escape(kept)}");
        return ExitCode.Interrupted;
    }
}
