using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Runtime;
using TorchSharp;

namespace Cppo.Tests.Objective;

public sealed class DetectorTests
{
    private static readonly double[] Original = [0.0001, 0.5, 2.0, 1.0], Removed = [0.01, 1.5, 2.5, 0.2];

    [Fact]
    public void Each_detector_ranks_by_its_own_number()
    {
        using DisposeScope scope = NewDisposeScope();
        (IPerceptionDetector Detector, int Best)[] all =
        [
            (new RelativeShiftDetector(), 0), // the weakness that a floor cures
            (new RelativeShiftDetector(0.1), 1),
            (new AbsoluteShiftDetector(), 1),
            (new EntropyDetector(), 2),
            (new LowestShiftDetector(), 3),
            (new LogProbabilityDropDetector(), 2),
            (new DivergenceDetector(), 0),
            (new OracleDetector(), 3),
        ];
        foreach ((IPerceptionDetector detector, int best) in all)
        {
            PerceptionSelection selection = PerceptionTokens.Select(Evidence(), new() { Detector = detector, TopShare = 0.1 });
            Assert.Equal(best, selection.Selected.nonzero()[0, 1].item<long>());
            Assert.Equal(1, selection.Selected.sum().item<long>());
        }

        Assert.Equal(all.Length, all.Select(item => item.Detector.Name).Distinct().Count());
    }

    [Fact]
    public void A_detector_says_what_it_misses()
    {
        using DisposeScope scope = NewDisposeScope();
        PerceptionEvidence bare = new(zeros(1, 2), ones(1, 2), ones(1, 2));
        foreach (IPerceptionDetector detector in new IPerceptionDetector[] { new DivergenceDetector(), new LogProbabilityDropDetector(), new OracleDetector() })
        {
            CppoException error = Assert.Throws<CppoException>(() => PerceptionTokens.Select(bare, new() { Detector = detector }));
            Assert.Contains(detector.Name, error.Message);
        }
    }

    [Fact]
    public void Random_scores_of_a_response_do_not_depend_on_its_batch()
    {
        using DisposeScope scope = NewDisposeScope();
        RandomDetector detector = new();
        PerceptionEvidence Evidence(params ulong[] samples) => new(zeros(samples.Length, 4), zeros(samples.Length, 4), ones(samples.Length, 4))
        {
            Seed = 5, Step = 2, Responses = [.. samples.Select(sample => new ResponseAddress(sample, 1))],
        };
        Tensor Score(params ulong[] samples) => detector.Score(Evidence(samples)).Score;
        Assert.True(Score(11, 42)[1].Same(Score(42)[0]));
        foreach (PerceptionEvidence other in new[]
        {
            Evidence(11), Evidence(42) with { Seed = 6 }, Evidence(42) with { Step = 3 }, Evidence(42) with { Responses = [new(42, 0)] },
        })
        {
            Assert.False(detector.Score(other).Score.Same(Score(42)));
        }

        Assert.False((detector with { Salt = 1 }).Score(Evidence(42)).Score.Same(Score(42)));
        Assert.Throws<CppoException>(() => detector.Score(Evidence(11, 42) with { Responses = [new(11, 0)] }));
    }

    [Fact]
    public void As_many_random_tokens_are_taken_as_the_compared_detector_would_take()
    {
        using DisposeScope scope = NewDisposeScope();
        Generator generator = new(3);
        Tensor entropy = rand(30, 12, generator: generator), removed = rand(30, 12, generator: generator);
        Tensor mask = arange(12).unsqueeze(0).lt(arange(30).remainder(13).unsqueeze(1)).to_type(ScalarType.Float32);
        PerceptionEvidence evidence = new(entropy, removed, mask) { Seed = 1 };
        PerceptionSelection rule = PerceptionTokens.Select(evidence, new());
        PerceptionSelection random = PerceptionTokens.Select(evidence, new() { Detector = new RandomDetector { AsManyAs = new RelativeShiftDetector() } });
        Assert.True(rule.Selected.sum(-1).Same(random.Selected.sum(-1)));
        Assert.False(rule.Selected.Same(random.Selected));
        Assert.False((random.Selected & mask.eq(0)).any().item<bool>());
    }

    [Fact]
    public void A_fixed_share_counts_tokens_not_candidates()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor entropy = zeros(3, 5), removed = tensor(new[] { 5f, 4, 3, 2, 1, 5, 0, 0, 0, 0, 5, 4, 3, 9, 9 }).view(3, 5);
        Tensor mask = tensor(new[] { 1f, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }).view(3, 5);
        PerceptionSelection selection = PerceptionTokens.Select(
            new PerceptionEvidence(entropy, removed, mask), new() { Rule = PerceptionRule.FixedShare, TopShare = 0.4, Detector = new AbsoluteShiftDetector() });
        Assert.Equal([2L, 1, 2], selection.Selected.sum(-1).data<long>().ToArray());
        Assert.Equal([2, 1, 2], selection.Places);
        Assert.Equal([5, 1, 3], selection.CandidateCounts);
    }

    [Fact]
    public void High_entropy_tokens_are_the_top_share_of_the_batch()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor entropies = tensor(new[] { 0.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 99, 99 }).view(3, 4), mask = entropies.lt(50);
        double threshold = HighEntropyTokens.Threshold(entropies, mask, 0.2);
        Assert.Equal(7.2, threshold, 12);
        Assert.Equal([8.0, 9], entropies.masked_select(HighEntropyTokens.Weights(entropies, threshold).ne(0) & mask).data<double>().ToArray());
        Assert.Equal(double.NegativeInfinity, HighEntropyTokens.Threshold(entropies, zeros_like(mask), 0.2));
        Assert.Throws<CppoException>(() => HighEntropyTokens.Threshold(entropies, mask, 1));
    }

    [Fact]
    public void Tokens_of_unknown_label_are_not_judged()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor removed = tensor(new[] { 4.0, 3, 2, 1 }).unsqueeze(0), labels = tensor(new[] { true, false, false, true }).unsqueeze(0);
        PerceptionSelection selection = PerceptionTokens.Select(
            zeros_like(removed), removed, ones_like(removed), new() { Detector = new AbsoluteShiftDetector() });
        DetectorQuality quality = DetectorQuality.Of(selection, labels, tensor(new[] { true, true, true, false }).unsqueeze(0));
        Assert.Equal(new DetectorQuality(3, 1 / 3.0, 0.5, 1, 1), quality);
    }

    [Fact]
    public void Quality_counts_hits_and_ranks_over_response_tokens()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor removed = tensor(new[] { 4.0, 3, 2, 1, 9 }).unsqueeze(0), mask = tensor(new[] { 1.0, 1, 1, 1, 0 }).unsqueeze(0);
        Tensor labels = tensor(new[] { true, false, true, false, true }).unsqueeze(0);
        PerceptionSelection selection = PerceptionTokens.Select(
            zeros_like(removed), removed, mask, new() { Detector = new AbsoluteShiftDetector() });
        DetectorQuality quality = DetectorQuality.Of(selection, labels);
        Assert.Equal(new DetectorQuality(4, 0.5, 0.5, 0.5, 0.75), quality);
        Assert.Equal(0.5, DetectorQuality.Of(selection with { Score = zeros_like(removed) }, labels).Auc);
    }

    private static PerceptionEvidence Evidence() => new(
        tensor(Original).unsqueeze(0), tensor(Removed).unsqueeze(0), ones(1, 4, ScalarType.Float64))
    {
        LogProbability = tensor(new[] { -1.0, -1, -1, -1 }).unsqueeze(0),
        LogProbabilityRemoved = tensor(new[] { -1.5, -1, -4, -0.5 }).unsqueeze(0),
        Divergence = tensor(new[] { 3.0, 1, 2, 0 }).unsqueeze(0),
        Labels = tensor(new[] { false, false, false, true }).unsqueeze(0),
    };
}
