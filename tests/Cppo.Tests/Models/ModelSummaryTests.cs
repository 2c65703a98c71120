using Cppo.Models;

namespace Cppo.Tests.Models;

public sealed class ModelSummaryTests
{
    [Fact]
    public void Frozen_parts_take_neither_gradients_nor_moments()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        ModelSummary whole = ModelSummary.Of(policy);
        Assert.Equal(whole.Parameters, whole.Trained);
        Assert.False(whole.IsPartlyFrozen);

        policy.Parameters.Freeze(ModelParts.VisionTower);
        ModelSummary frozen = ModelSummary.Of(policy);
        Assert.True(frozen.IsPartlyFrozen);
        Assert.Equal(0, frozen.Parts.First(part => part.Name == "blocks").Trained);
        Assert.Equal(policy.Model.Trainable.Sum(entry => entry.Value.numel()), frozen.Trained);
        Assert.Equal(frozen.Trained * 8, Bytes(frozen, "AdamW, two moments"));
        Assert.Equal(Bytes(whole, "weights, float32"), Bytes(frozen, "weights, float32"));
    }

    [Fact]
    public void An_adapter_on_a_frozen_base_needs_no_reference_policy()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        policy.Model.AddAdapter(new() { Rank = 4, Targets = ["q_proj"] });
        ModelSummary summary = ModelSummary.Of(policy);
        Assert.NotNull(summary.Adapter);
        Assert.Equal(4, summary.Adapter.Options.Rank);
        Assert.Equal(policy.Model.Configuration.Text.Layers, summary.Adapter.Modules);
        Assert.Equal(policy.Model.Trainable.Sum(entry => entry.Value.numel()), summary.Trained);
        Assert.Equal(summary.Parts.Where(part => part.IsTotal).Sum(part => part.Trained) == 0, Bytes(summary, "reference policy") == 0);
        Assert.Equal(summary.Trained * 4, Bytes(summary, "gradients"));
    }

    private static long Bytes(ModelSummary summary, string part) => summary.TrainingMemory.Single(entry => entry.Part == part).Bytes;
}
