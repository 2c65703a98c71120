using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Training.Options;

/// <summary>Options that cannot act under a method, row by row: an error that names the option, never ignored.</summary>
public sealed class MethodRulesTests
{
    [Theory]
    [InlineData("grpo", "Perception.TopShare=0.3", "Perception")]
    [InlineData("grpo", "Perception.Detector=entropy", "Perception")]
    [InlineData("grpo", "Gate=false", "Gate")]
    [InlineData("grpo", "ViewDraws=OncePerSample", "ViewDraws")]
    [InlineData("grpo", "Objective.Contrast=asynchronous", "Objective.Contrast")]
    [InlineData("grpo", "Objective.Contrast.Temperature=0.2", "Objective.Contrast")]
    [InlineData("grpo", "Perturbations=mild", "Perturbations")]
    [InlineData("grpo", "Perturbations.rotation.Degrees=3", "Perturbations")]
    [InlineData("grpo", "MaskedView.Probability=0.5", "MaskedView")]
    [InlineData("cppo", "MaskedView.Side=28", "MaskedView")]
    [InlineData("cppo", "ContrastiveWeight=0 Gate=false", "Gate")]
    [InlineData("cppo", "ReferenceWeight=0 Objective.KlEstimator=k1", "Objective.KlEstimator")]
    [InlineData("dapo", "Objective.KlEstimator=k2", "Objective.KlEstimator")]
    [InlineData("dapo", "Objective.RegularizerAggregation=token-mean", "Objective.RegularizerAggregation")]
    [InlineData("cpl-alone", "Objective.Policy=gspo", "Objective.Policy")]
    [InlineData("cpl-alone", "Objective.Policy.ClipHigh=0.3", "Objective.Policy")]
    [InlineData("cpl-alone", "Objective.PolicyAggregation=seq-mean-token-mean", "Objective.PolicyAggregation")]
    [InlineData("cpl-alone", "TopEntropyShare=0.2", "TopEntropyShare")]
    [InlineData("cpl-alone", "Gate=false Advantage=rloo", "Advantage")]
    [InlineData("cppo-all-tokens", "Perception.TopShare=0.3", "Perception.TopShare")]
    [InlineData("cppo-all-tokens", "Perception.Detector=entropy", "Perception.Detector")]
    [InlineData("cppo-async", "Perception.RankPads=true", "Perception.RankPads")]
    [InlineData("papo", "Objective.PerceptionAware.Gamma=0 Objective.PerceptionAware.TopShare=0.5", "Objective.PerceptionAware.TopShare")]
    [InlineData("papo", "Objective.PerceptionAware.Gamma=0 Objective.PerceptionAware.Clip=2", "Objective.PerceptionAware.Clip")]
    [InlineData("papo", "Objective.PerceptionAware.Gamma=0 Objective.PerceptionAware.Estimator=k1", "Objective.PerceptionAware.Estimator")]
    [InlineData("papo", "Objective.PerceptionAware.Gamma=0 Objective.PerceptionAware.MaskedEntropy=0 Objective.PerceptionAware.TrainMaskedBranch=true", "TrainMaskedBranch")]
    [InlineData("papo", "Objective.PerceptionAware.Gamma=0 Objective.PerceptionAware.MaskedEntropy=0 MaskedView.Side=7", "MaskedView")]
    [InlineData("papo", "Objective.PerceptionAware=divergence Objective.PerceptionAware.Gamma=0", "PAPO")]
    [InlineData("dr-grpo", "Advantage.Epsilon=1e-4", "Advantage.Epsilon")]
    [InlineData("grpo", "Advantage=trl Advantage.Scaling=None Advantage.Epsilon=1e-3", "Advantage.Epsilon")]
    [InlineData("grpo", "Objective.PolicyAggregation.ConstantLength=26", "Objective.PolicyAggregation.ConstantLength")]
    public void An_option_that_cannot_act_is_an_error(string preset, string settings, string named)
    {
        Method method = Methods.Named(preset).With(settings.Split(' '));
        CppoException error = Assert.Throws<CppoException>(method.Validate);
        Assert.Contains(named, error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Theory]
    [InlineData("grpo-augmented", "Perturbations=mild")]
    [InlineData("grpo", "AugmentationProbability=0.1 Perturbations=mild*0.5")]
    [InlineData("cppo", "Gate=false Objective.PolicyCoefficient=0")]
    [InlineData("cpl-alone", "Advantage=rloo")]
    [InlineData("papo", "Objective.PerceptionAware.TrainMaskedBranch=true Objective.PerceptionAware.Gamma=0")]
    [InlineData("dr-grpo", "Objective.PolicyAggregation.ConstantLength=26")]
    [InlineData("grpo", "Objective.PerceptionAware=papo MaskedView.Probability=0.5 ReferenceWeight=0")]
    [InlineData("gspo", "Objective.Policy=sapo Objective.Policy.PositiveTemperature=0.5")]
    public void An_option_that_can_act_is_none(string preset, string settings) =>
        Assert.Null(Record.Exception(Methods.Named(preset).With(settings.Split(' ')).Validate));

    [Theory]
    [InlineData("Sampling.GroupSize=1")]
    [InlineData("Sampling.Temperature=0")]
    [InlineData("Sampling.Greedy=true")]
    [InlineData("LearningRate=0")]
    [InlineData("ContrastiveWeight=-1")]
    [InlineData("ReferenceWeight=-1")]
    [InlineData("Objective.PolicyCoefficient=0 ContrastiveWeight=0 ReferenceWeight=0")]
    [InlineData("Perception.TopShare=0")]
    [InlineData("Perception.TopShare=1.5")]
    [InlineData("Objective.Contrast.Temperature=0")]
    [InlineData("AugmentationProbability=1.5")]
    [InlineData("TopEntropyShare=1")]
    [InlineData("Objective.PerceptionAware=papo MaskedView.Side=0")]
    [InlineData("Objective.PerceptionAware=papo Objective.PerceptionAware.TopShare=1")]
    [InlineData("Objective.Policy=decoupled Objective.Policy.Inner=decoupled")]
    public void An_option_out_of_its_range_is_an_error(string settings) =>
        Assert.NotEmpty(Assert.Throws<CppoException>(Method.Cppo.With(settings.Split(' ')).Validate).Advice);

    [Fact]
    public void A_seed_in_the_sampling_options_would_be_overwritten_and_is_refused()
    {
        Assert.Throws<CppoException>((Method.Cppo with { Sampling = new() { Seed = 5 } }).Validate);
        Assert.Throws<CppoException>((Method.Cppo with { Sampling = new() { Step = 5 } }).Validate);
    }
}
