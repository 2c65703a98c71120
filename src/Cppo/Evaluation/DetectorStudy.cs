using Cppo.Models;
using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Evaluation;

/// <summary>How well a detector finds the perception tokens.</summary>
/// <param name="Detector">Its name.</param>
/// <param name="Quality">Precision and recall of the rule's selection, AUC of the score, over all tokens whose label is known.</param>
public readonly record struct DetectorScore(string Detector, DetectorQuality Quality)
{
    /// <summary>Precision and recall for every share of the tokens, most certain first; at most 41 points.</summary>
    public IReadOnlyList<DetectorPoint> Curve { get; init; } = [];
}

/// <summary>
/// Detectors compared on the same responses under the same removing views, where the true perception tokens are known: the table that
/// shows what a score finds and what it misses.
/// </summary>
/// <param name="Removing">The perturbation, in words with its strength.</param>
/// <param name="Responses">Responses that were sampled, one a sample.</param>
/// <param name="Scores">One row a detector, in the order in which they were asked for.</param>
public sealed record DetectorStudy(string Removing, int Responses, IReadOnlyList<DetectorScore> Scores)
{
    /// <summary>Every detector that the library has; the oracle shows what the rule makes of the truth.</summary>
    public static IReadOnlyList<IPerceptionDetector> AllDetectors { get; } =
    [
        new RelativeShiftDetector(), new AbsoluteShiftDetector(), new RelativeShiftDetector(0.1), new LogProbabilityDropDetector(),
        new DivergenceDetector(), new EntropyDetector(), new LowestShiftDetector(), new RandomDetector(), new OracleDetector(),
    ];

    /// <summary>The scores of a detector by name; null where it was not asked for.</summary>
    public DetectorQuality? this[string detector] =>
        Scores.Where(score => score.Detector == detector).Select(score => (DetectorQuality?)score.Quality).FirstOrDefault();

    /// <summary>Samples one response to every sample and judges every detector on their tokens.</summary>
    /// <param name="policy">Whose entropies and probabilities are looked at.</param>
    /// <param name="samples">What to ask, each with a picture; at least one.</param>
    /// <param name="removing">Takes the pictures' information away.</param>
    /// <param name="labels">Ground truth (<c>PerceptionLabels.Of</c> for the procedural world).</param>
    /// <param name="detectors">Which; <see cref="AllDetectors"/> where null.</param>
    /// <param name="rule">How many of the ranked tokens are taken; the paper's where null. Its detector is not used.</param>
    /// <param name="sampling">How responses are drawn; at temperature 1 where null. One a sample.</param>
    /// <param name="seed">Root of all random numbers.</param>
    /// <param name="batch">Samples at a time.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">There is no sample, a sample has no picture, or no token has a known label.</exception>
    public static DetectorStudy Run(
        Policy policy,
        IReadOnlyList<Sample> samples,
        Perturbation removing,
        TokenLabels labels,
        IReadOnlyList<IPerceptionDetector>? detectors = null,
        PerceptionOptions? rule = null,
        SamplingOptions? sampling = null,
        ulong seed = 0,
        int batch = 32,
        CancellationToken cancellation = default)
    {
        Require(samples, batch);
        detectors ??= AllDetectors;
        rule ??= PerceptionOptions.Synchronous;
        SamplingOptions one = (sampling ?? new()) with { GroupSize = 1, Seed = seed };
        List<JudgedToken>[] judged = [.. detectors.Select(_ => new List<JudgedToken>())];
        foreach (Sample[] part in samples.Chunk(batch))
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable none = no_grad();
            GroupRecord[] groups = [.. RewardStage.Score(Sampler.Generate(policy, part, one, cancellation), Method.Cppo.Reward)
                .Select(group => Shown(group, removing, seed))];
            (PerceptionEvidence evidence, Tensor known) = Measure(policy, groups, one.Temperature, detectors, labels, seed);
            for (int i = 0; i < detectors.Count; i++)
            {
                PerceptionSelection selection = PerceptionTokens.Select(evidence, rule with { Detector = detectors[i] });
                judged[i].AddRange(JudgedToken.Of(selection, evidence.Labels!, known));
            }
        }

        if (judged[0].Count == 0) throw new CppoException("No token of the responses has a known label.", "Give labels that know the samples' world.");
        return new(
            $"{removing.Title}, {removing.Strength}",
            samples.Count,
            [.. detectors.Select((detector, index) => new DetectorScore(detector.Name, DetectorQuality.Of(judged[index])) { Curve = DetectorPoint.Curve(judged[index]) })]);
    }

    private static GroupRecord Shown(GroupRecord group, Perturbation removing, ulong seed)
    {
        Sample sample = group.Group.Sample;
        return group with
        {
            Removing = [.. sample.Pictures.Select((picture, index) => removing.Apply(
                picture, new DrawAddress(seed, sample.Id, 0) { Picture = (ulong)index }))],
        };
    }

    private static (PerceptionEvidence Evidence, Tensor Known) Measure(
        Policy policy, GroupRecord[] groups, double temperature, IReadOnlyList<IPerceptionDetector> detectors, TokenLabels labels, ulong seed)
    {
        ResponseBatch responses = ResponseBatch.Of(policy, groups, temperature);
        int[] rows = [.. Enumerable.Range(0, groups.Length)];
        ResponseScores original = responses.Score(policy, [.. rows.Select(row => new ViewedRow(row, PictureView.Original))]);
        ResponseScores removed = responses.Score(policy, [.. rows.Select(row => new ViewedRow(row, PictureView.Removing))]);
        TokenTruth truth = TokenTruth.Of(
            responses.Rows.Select(row => (row.Group.Group.Sample, row.Response.Response)), original.Mask, policy.Tokenizer, labels);
        PerceptionEvidence evidence = new(original.Entropies, removed.Entropies, original.Mask)
        {
            LogProbability = original.LogProbabilities,
            LogProbabilityRemoved = removed.LogProbabilities,
            Divergence = detectors.Any(detector => detector.Needs.HasFlag(PerceptionNeeds.Divergence)) ? responses.Divergence(policy, rows) : null,
            Labels = truth.IsPerception,
            Seed = seed,
            Responses = [.. responses.Rows.Select(row => new ResponseAddress(row.Group.Group.Sample.Id, 0))],
        };
        return (evidence, truth.IsKnown);
    }

    private static void Require(IReadOnlyList<Sample> samples, int batch)
    {
        if (samples.Count == 0) throw new CppoException("There is nothing to study detectors on.", "Pass at least one sample.");
        if (batch < 1) throw new CppoException($"The batch is {batch} samples.", "Pass at least 1.");
        if (samples.FirstOrDefault(sample => sample.Pictures.Count == 0) is { } blind)
            throw new CppoException($"Sample {blind.Id} has no picture, so nothing can be removed from it.", "Choose samples with pictures.");
    }
}
