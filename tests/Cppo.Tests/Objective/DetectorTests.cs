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
        RandomDetector detector = new(Seed: 5, Step: 2);
        Tensor Score(int rows, params ulong[] keys) =>
            detector.Score(new(zeros(rows, 4), zeros(rows, 4), ones(rows, 4)) { RowKeys = keys }).Score;
        Assert.True(Score(2, 11, 42)[1].Same(Score(1, 42)[0]));
        Assert.False(Score(2, 11, 42)[0].Same(Score(1, 42)[0]));
        Assert.Throws<CppoException>(() => Score(2, 1));
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
