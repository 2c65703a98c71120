using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Runtime;
using Cppo.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>Stage 6: gives the detector what it reads, and the rule what the detector says.</summary>
internal static class SelectionStage
{
    /// <summary>Perception tokens of the responses that have views, [V, T] each. No gradient flows.</summary>
    public static PerceptionSelection Select(
        ForwardPasses passes, Method method, Tokenizer tokenizer, TokenLabels? labels, ulong seed, int step)
    {
        Require(method, labels);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable none = no_grad();
        PerceptionNeeds needs = method.Perception.Detector.Needs;
        (GroupRecord Group, ResponseRecord Response, int Index)[] all = [.. passes.Groups.SelectMany(group =>
            group.Responses.Select((response, index) => (group, response, index)))];
        (GroupRecord Group, ResponseRecord Response, int Index)[] rows = [.. passes.ViewRows.Select(row => all[row])];
        bool isCompared = needs.HasFlag(PerceptionNeeds.LogProbabilities);
        PerceptionEvidence evidence = new(
            passes.OfViewRows(passes.Original.Entropies), passes.Removed.Entropies, passes.OfViewRows(passes.Original.Mask))
        {
            LogProbability = isCompared ? passes.OfViewRows(passes.Original.LogProbabilities) : null,
            LogProbabilityRemoved = isCompared ? passes.Removed.LogProbabilities : null,
            Divergence = passes.Divergence,
            Labels = needs.HasFlag(PerceptionNeeds.Labels)
                ? TokenTruth.Of(rows.Select(row => (row.Group.Group.Sample, row.Response.Response)), passes.Removed.Mask, tokenizer, labels!).IsPerception
                : null,
            Seed = seed,
            Step = (ulong)step,
            Responses = [.. rows.Select(row => new ResponseAddress(row.Group.Group.Sample.Id, (ulong)row.Index))],
        };
        return PerceptionTokens.Select(evidence, method.Perception).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses a detector that reads the ground truth where there is none.</summary>
    /// <exception cref="CppoException">With the detector's name.</exception>
    public static void Require(Method method, TokenLabels? labels)
    {
        if (labels is not null || !method.IsContrastive || !method.Perception.Detector.Needs.HasFlag(PerceptionNeeds.Labels)) return;
        throw new CppoException(
            $"The detector \"{method.Perception.Detector.Name}\" reads the true perception tokens, and nobody says which they are.",
            "Give token labels (PerceptionLabels.Of for the procedural world), or choose another detector.");
    }
}
