using System.Text.Json;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Training;

public sealed class StepMetricsTests
{
    private static readonly StepMetrics Full = new()
    {
        Step = 7,
        Reward = 0.1 + 0.2,
        GradientNorm = double.PositiveInfinity,
        RewardParts = new Dictionary<string, double> { ["accuracy"] = 0.5, ["length"] = double.NaN },
        Seconds = new Dictionary<string, double> { ["rollout"] = 0.25 },
        Further = new Dictionary<string, double> { ["cppo/grad_norm/CPL"] = 1e-3 },
        Skipped = "The gradient norm is not finite.",
    };

    [Fact]
    public void A_line_is_flat_and_reads_back_to_the_last_bit()
    {
        string line = JsonSerializer.Serialize(Full);
        using JsonDocument flat = JsonDocument.Parse(line);
        Assert.All(flat.RootElement.EnumerateObject(), entry => Assert.True(entry.Value.ValueKind is JsonValueKind.Number or JsonValueKind.String));
        Assert.Equal(0.30000000000000004, flat.RootElement.GetProperty("critic/rewards/mean").GetDouble());
        Assert.Equal(0.25, flat.RootElement.GetProperty("timing_s/rollout").GetDouble());
        Assert.False(flat.RootElement.TryGetProperty("cppo/cpl", out _), "a number that is not there is absent");

        StepMetrics back = JsonSerializer.Deserialize<StepMetrics>(line)!;
        Assert.Equal(Full.Numbers, back.Numbers);
        Assert.Equal((7, Full.Skipped), (back.Step, back.Skipped));
        Assert.True(double.IsNaN(back.Cpl));
        Assert.Equal(line, JsonSerializer.Serialize(back));
    }

    [Fact]
    public void Names_are_those_that_users_of_verl_know()
    {
        string[] names = [.. Full.Numbers.Select(number => number.Key)];
        foreach (string known in new[] { "critic/rewards/mean", "actor/grad_norm", "actor/pg_loss", "actor/lr", "response_length/mean", "response_length/clip_ratio", "perf/throughput" })
            Assert.Contains(known, names);
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Contains("cppo/grad_norm/CPL", names);
    }

    [Fact]
    public void Further_numbers_cannot_take_the_place_of_others()
    {
        StepMetrics twice = Full with { Further = new Dictionary<string, double> { ["actor/lr"] = 1 } };
        Assert.Contains("actor/lr", Assert.Throws<CppoException>(() => JsonSerializer.Serialize(twice)).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"training/global_step": 1, "actor/lr": {}}""")]
    [InlineData("""{"training/global_step": "one"}""")]
    public void Lines_of_something_else_are_refused(string line) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<StepMetrics>(line));
}
