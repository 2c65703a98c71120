using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;

namespace Cppo.Tests.Models;

[Trait("Category", "Golden")]
public sealed class GoldenBfloat16Tests
{
    // How much further from the exact result than the reference's own bfloat16 run is still accepted.
    private const double Allowance = 1.5;

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach ((string model, string name) in GoldenModel.Cases.Where(test => Error(test.Model, test.Case) is not null)) data.Add(model, name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bfloat16_arithmetic_is_about_as_exact_as_the_reference_s(string modelName, string name)
    {
        QwenModel model = GoldenModel.Load(modelName, ScalarType.BFloat16);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        (EncodedPrompt[] rows, int[] offsets, int length) = GoldenModel.Rows(model, values);
        using TokenBatch batch = new(rows, offsets, length, model.Configuration, ScalarType.BFloat16, CPU);
        using CausalAttention attention = new(batch.Mask, ScalarType.BFloat16);
        Tensor real = values["attention_mask"].to_type(ScalarType.Float32);
        Tensor logits = model.Logits(model.Forward(batch, attention)).to_type(ScalarType.Float32);
        double Mean(Tensor other) => (((other - values["logits"]).abs().mean([-1]) * real).sum() / real.sum()).item<float>();
        double reference = Mean(values["logits.bf16"]), ours = Mean(logits);
        Assert.Equal(Error(modelName, name)!.Value, reference, 0.2 * reference);
        Assert.InRange(ours, 0, Allowance * reference);
    }

    private static double? Error(string model, string name) => GoldenModel.Description(model, name)["mean_abs_bf16_error"]?.GetValue<double>();
}
