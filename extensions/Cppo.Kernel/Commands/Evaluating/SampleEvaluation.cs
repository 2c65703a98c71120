using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Evaluation.Stores;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Rewards;
using Cppo.Rollouts;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>Evaluates a model on the world or on a data set, and compares it with others on the same samples.</summary>
/// <param name="request">What was asked for.</param>
internal sealed class SampleEvaluation(EvaluationRequest request)
{
    private const int UsualSamples = 500;

    /// <summary>Carries it out.</summary>
    public async Task<int> RunAsync()
    {
        string data = request.Data ?? SampleSource.World;
        if (request.Output is not null) OutputFile.Prepare(request.Output);
        using SampleSource source = SampleSource.Open(data, request.Sampling.Seed, request.Instruction);
        IReadOnlyList<Sample> samples = source.HeldOut(request.Samples ?? UsualSamples);
        using Interruption interruption = new();
        List<EvaluationReport> reports = [];
        try
        {
            foreach (string other in request.Against) reports.Add(await OfAsync(other, data, samples, interruption.Token).ConfigureAwait(false));
            reports.Add(await AskAsync(request.Model, data, samples, request.Store, request.Server, interruption.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            return request.Stopped();
        }

        if (request.Output is not null) EvaluationFile.Write(request.Output, reports[^1]);
        Print(request, reports);
        return request.Ended(reports[^1].Unanswered.Count + (reports[^1].Greedy?.Unanswered.Count ?? 0));
    }

    /// <summary>Prints a report, or several on the same samples with their differences.</summary>
    public static void Print(EvaluationRequest request, IReadOnlyList<EvaluationReport> reports)
    {
        const int SideBySide = 3;
        if (reports.Count > SideBySide) request.Print(ReportComparison.Of(reports), () => Figures(reports));
        else request.Print(reports, () => Figures(reports));
        if (!request.Json && reports.Count == SideBySide) request.Print(ReportComparison.Of(reports), () => Figures(reports));
    }

    /// <summary>The report of a stored evaluation, judged by the grader that was asked for; no model is asked.</summary>
    public static EvaluationReport Stored(EvaluationRequest request, string folder)
    {
        StoredEvaluation stored = StoredEvaluation.Open(folder);
        return request.Grader is { } grader ? stored.Report(grader) : stored.Report();
    }

    private async Task<EvaluationReport> OfAsync(string other, string data, IReadOnlyList<Sample> samples, CancellationToken cancellation)
    {
        if (File.Exists(other)) return EvaluationFile.Read(other);
        return StoredEvaluation.Exists(other) ? Stored(request, other) : await AskAsync(other, data, samples, null, null, cancellation).ConfigureAwait(false);
    }

    private async Task<EvaluationReport> AskAsync(string model, string data, IReadOnlyList<Sample> samples, string? store, ServerChoice? server, CancellationToken cancellation)
    {
        using ModelResponder responder = ModelResponder.Open(model, request.Perturbation, server);
        IAnswerGrader grader = request.Grader ?? new ReferenceGrader();
        if (store is null)
        {
            EvaluationReport report = await InMemoryAsync(request.Main).ConfigureAwait(false);
            return request.AlsoGreedy ? report with { Greedy = await InMemoryAsync(request.Greedy).ConfigureAwait(false) } : report;
        }

        EvaluationOrder order = new()
        {
            Sampling = request.Main,
            AlsoGreedy = request.AlsoGreedy,
            Perturbation = request.Perturbation,
            Grader = grader,
            Identity = responder.Identity,
            Data = data == SampleSource.World ? FormattableString.Invariant($"world, held out, seed {request.Sampling.Seed}") : "",
            Batch = request.Batch,
        };
        using CountProgress progress = EvaluationRequest.Progress($"{responder.Name}: answered", samples.Count * (request.AlsoGreedy ? 2 : 1));
        StoredEvaluation stored = await EvaluationStore.RunAsync(store, responder, samples, order, progress, cancellation).ConfigureAwait(false);
        return request.Grader is null ? stored.Report() : stored.Report(grader);

        async Task<EvaluationReport> InMemoryAsync(SamplingOptions sampling)
        {
            string how = sampling.Greedy ? "greedy" : $"{sampling.GroupSize} answers each";
            using CountProgress told = EvaluationRequest.Progress($"{responder.Name}, {how}: sample", samples.Count);
            return await Evaluator.RunAsync(
                responder, samples, sampling, WeightedReward.Paper(grader), request.Batch, request.Perturbation, told, cancellation).ConfigureAwait(false);
        }
    }

    private static JsonObject Figures(IReadOnlyList<EvaluationReport> reports)
    {
        JsonObject figures = new()
        {
            ["reports"] = new JsonArray([.. reports.Select(report => EvaluationFile.ToJson(report, withSamples: false))]),
        };
        if (reports.Count == 2) figures["difference"] = EvaluationFile.ToJson(PairedDifference.Of(reports[0], reports[1]));
        if (reports.Count > 2) figures["differences"] = new JsonArray([.. ReportComparison.Of(reports).Others.Select(other => EvaluationFile.ToJson(other.All))]);
        return figures;
    }
}
