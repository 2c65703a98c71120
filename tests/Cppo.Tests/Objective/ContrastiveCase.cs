using Cppo.Objective;

namespace Cppo.Tests.Objective;

/// <summary>A case of cpl or cpl_edges: its options in our words and what to compare.</summary>
internal sealed class ContrastiveCase
{
    private readonly GoldenCase golden;
    private readonly string set;
    private readonly ScalarType precision;

    public ContrastiveCase(GoldenCase golden, ScalarType precision)
    {
        this.golden = golden;
        this.precision = precision;
        string inputs = golden.Text("inputs");
        set = inputs.Split(' ')[0];
        bool synchronous = golden.Word("variant", "").StartsWith("sync");
        Gated = golden.Flag("gate", true);
        Perception = new()
        {
            Rule = !golden.Flag("vision_mask", true) ? PerceptionRule.AllTokens
                : synchronous ? PerceptionRule.Synchronous : PerceptionRule.Asynchronous,
            TopShare = golden.Option("top_p", 0.5),
            RankPads = golden.Word("variant", "") == "sync_official" && golden.Flag("vision_mask", true),
        };
        Loss = (synchronous ? ContrastivePerceptionLoss.Synchronous : ContrastivePerceptionLoss.Asynchronous) with
        {
            Temperature = golden.Option("tau"),
            Estimator = KullbackLeiblerTests.Named(
                synchronous ? "verl" : "AReaL",
                golden.Word("estimator", synchronous ? "low_var_kl" : "k1").Split(' ')[0],
                clamped: true),
        };
        Aggregation = AggregationTests.Named(golden.Word("loss_agg_mode", "token-mean"), "CPPO");
        Tensor given = golden.Input(set, inputs.Contains("advantages_areal") ? "advantages_areal" : "advantages");
        Advantages = !inputs.Contains("replaced") ? given : golden.Name.Contains("zero") ? zeros_like(given) : given.abs().neg();
    }

    public PerceptionOptions Perception { get; }

    public ContrastivePerceptionLoss Loss { get; }

    public Aggregation Aggregation { get; }

    public bool Gated { get; }

    public Tensor Advantages { get; }

    public bool HasTies { get; private set; }

    public Tensor WantedMask => golden.Has("mask")
        ? golden["mask"]
        : golden.File.Cases.Single(one => one.Name == golden.Text("mask_case"))["mask"];

    public Tensor Input(string name) => golden.Input(set, name).to_type(precision);

    /// <summary>[B, 1] bool: all rows, but under the asynchronous rule those where equal scores lie on both sides of the cut; of these the number must agree.</summary>
    public Tensor RowsToCompare(PerceptionSelection selection, Tensor mask, Tensor wanted)
    {
        Tensor all = ones([mask.size(0), 1], ScalarType.Bool);
        if (Perception.Rule != PerceptionRule.Asynchronous) return all;
        Tensor lowest = selection.Score.masked_fill(selection.Selected.logical_not(), double.PositiveInfinity).amin([-1], keepdim: true);
        Tensor left = selection.Candidates & selection.Selected.logical_not() & selection.Score.eq(lowest);
        Tensor tied = left.any(-1, keepdim: true);
        HasTies = tied.any().item<bool>();
        Assert.True(
            (mask.sum(-1, keepdim: true).eq(wanted.sum(-1, keepdim: true)) | tied.logical_not()).all().item<bool>(),
            $"{golden.Name}: another number of tokens in a row with ties");
        return tied.logical_not();
    }

    public void CheckCounts(PerceptionSelection selection)
    {
        Golden.Near(golden.Input(set, "delta_H"), selection.Shift, precision == ScalarType.Float32 ? 1e-5 : 1e-12, 1e-9, "shift");
        if (!golden.Has("k")) return;
        Assert.Equal(golden["candidates"].data<long>().ToArray(), selection.CandidateCounts.Select(count => (long)count));
        Assert.Equal(golden["k"].data<long>().ToArray(), selection.Places.Select(count => (long)count));
        if (precision == ScalarType.Float64)
        {
            Assert.Equal(golden["threshold"].data<double>().ToArray(), selection.Threshold, (a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-12);
        }
    }
}
