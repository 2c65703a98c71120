using System.Globalization;
using Cppo.Models;
using Cppo.Models.Language;
using Cppo.Models.Prompts;

namespace Cppo.Tests.Models;

[Trait("Category", "Golden")]
public sealed class GoldenForwardTests
{
    public static TheoryData<string, string, ScalarType> CasesInBothPrecisions()
    {
        TheoryData<string, string, ScalarType> data = [];
        foreach ((string model, string name) in GoldenModel.Cases)
        foreach (ScalarType type in new[] { ScalarType.Float64, ScalarType.Float32 })
            data.Add(model, name, type);
        return data;
    }

    [Theory]
    [MemberData(nameof(CasesInBothPrecisions))]
    public void Every_stored_value_of_the_forward_pass_is_reached(string modelName, string name, ScalarType type)
    {
        QwenModel model = GoldenModel.Load(modelName, type);
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        double tolerance = type == ScalarType.Float64 ? 1e-5 : 1e-4;
        void Near(string key, Tensor actual) => Golden.Near(values[key], actual, tolerance, tolerance, key);

        (EncodedPrompt[] rows, int[] offsets, int length) = GoldenModel.Rows(model, values);
        using TokenBatch batch = new(rows, offsets, length, model.Configuration, type, CPU);
        Assert.Equal(values["position_ids"].data<long>().ToArray(), batch.Positions.data<long>().ToArray());
        Assert.Equal(values["rope_deltas"].data<long>().ToArray(), rows.Select(row => (long)row.Positions.Delta));

        ForwardTrace trace = new();
        using CausalAttention attention = new(batch.Mask, type);
        Tensor hidden = model.Forward(batch, attention, trace);
        Tensor real = values["attention_mask"].to_type(type);
        foreach ((string key, Tensor value) in trace.Seen)
            Near(key, key.StartsWith("hidden", StringComparison.Ordinal) ? value * real.unsqueeze(-1) : value);
        Assert.Equal(
            values.Keys.Where(key => key.StartsWith("hidden.") || key.StartsWith("vision.")).Order(StringComparer.Ordinal),
            trace.Seen.Keys.Order(StringComparer.Ordinal));

        Tensor logits = model.Logits(hidden) * real.unsqueeze(-1);
        Near("logits", logits);
        Tensor next = values["input_ids"].narrow(1, 1, length - 1), follows = real.narrow(1, 1, length - 1);
        foreach (string key in values.Keys.Where(key => key.StartsWith("log_probs.")))
        {
            string temperature = key["log_probs.".Length..];
            double number = double.Parse(temperature, CultureInfo.InvariantCulture);
            using TokenDistribution shifted = TokenDistribution.Of(logits.narrow(1, 0, length - 1), next, number);
            using TokenDistribution all = TokenDistribution.Of(logits, values["input_ids"], number);
            Near(key, shifted.LogProbabilities * follows * real.narrow(1, 0, length - 1));
            Near($"entropy.{temperature}", all.Entropies * real);
        }
    }

    [Theory]
    [MemberData(nameof(CasesInBothPrecisions))]
    public void Loss_and_gradients_are_the_reference_s(string modelName, string name, ScalarType type)
    {
        using QwenModel model = GoldenModel.Load(modelName, type).Clone(trainable: true);
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        (EncodedPrompt[] rows, int[] offsets, int length) = GoldenModel.Rows(model, values);
        using TokenBatch batch = new(rows, offsets, length, model.Configuration, type, CPU);
        using CausalAttention attention = new(batch.Mask, type);
        Tensor logits = model.Logits(model.Forward(batch, attention)).narrow(1, 0, length - 1);
        Tensor mask = values["response_mask"].narrow(1, 1, length - 1).to_type(type);
        using TokenDistribution next = TokenDistribution.Of(logits, values["input_ids"].narrow(1, 1, length - 1), 1.0);
        Tensor loss = (next.LogProbabilities * mask).sum().neg() / mask.sum();
        double tolerance = type == ScalarType.Float64 ? 1e-5 : 1e-4;
        if (values.TryGetValue("loss", out Tensor? expected)) Golden.Near(expected, loss, tolerance, tolerance, "loss");
        string[] stored = [.. values.Keys.Where(key => key.StartsWith("grad."))];
        Assert.Equal(GoldenModel.Description(modelName, name)["has_gradients"]!.GetValue<bool>(), stored.Length > 0);
        if (stored.Length == 0) return;

        loss.backward();
        Assert.Equal(stored.Select(key => key["grad.".Length..]).Order(StringComparer.Ordinal), model.Parameters.Names.Order(StringComparer.Ordinal));
        foreach (string key in stored)
        {
            double largest = values[key].abs().max().item<float>();
            double absolute = type == ScalarType.Float64 ? 1e-6 + (1e-5 * largest) : 1e-5 + (1e-4 * largest);
            Golden.Near(values[key], model.Parameters[key["grad.".Length..]].grad!, absolute, 0, key);
        }
    }
}
