using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation;

public sealed class ResponderTests
{
    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 12);

    [Fact]
    public async Task A_policy_asked_through_the_seam_is_reported_as_the_policy_itself()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        EvaluationReport direct = Evaluator.Run(policy, Samples, "starter");
        EvaluationReport asked = await Evaluator.RunAsync(new PolicyResponder(policy, "starter"), Samples, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(EvaluationFile.ToJson(direct).ToJsonString(), EvaluationFile.ToJson(asked).ToJsonString());
    }

    [Fact]
    public async Task A_responder_that_knows_only_counts_of_tokens_has_lengths()
    {
        ScriptedResponder responder = new((sample, _) => $"\\boxed{{{sample.Answer}}}");
        EvaluationReport report = await Evaluator.RunAsync(responder, Samples, batch: 5, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((12, 12), (report.All.Correct, responder.Asked));
        Assert.Equal(Samples.Average(sample => sample.Answer.Length + "\\boxed{}".Length), report.MeanLength, 1e-9);
        Assert.Equal("scripted", report.Name);
    }

    [Fact]
    public async Task A_responder_that_answers_something_else_than_it_was_asked_is_refused()
    {
        CppoException error = await Assert.ThrowsAsync<CppoException>(() => Evaluator.RunAsync(new Forgetful(), Samples));
        Assert.Contains("forgetful", error.Message);
        Assert.Contains("one group a sample", error.Advice);
    }

    private sealed class Forgetful : IResponder
    {
        public string Name => "forgetful";

        public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
            IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default) =>
            Task.FromResult<IReadOnlyList<RolloutGroup>>([]);
    }
}
