using Cppo.Objective;
using Cppo.Objective.Detectors;
using Cppo.Objective.Policy;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Training.Options;

public sealed class MethodOptionsTests
{
    public static TheoryData<string> Presets => [.. Methods.All.Select(preset => preset.Name)];

    [Fact]
    public void Every_preset_has_a_name_of_its_own_a_line_and_a_source()
    {
        Assert.Equal(Methods.All.Count, Methods.All.Select(preset => preset.Name).Distinct().Count());
        Assert.Equal(Methods.All.Count, Methods.All.Select(preset => preset.Method.Name).Distinct().Count());
        Assert.All(Methods.All, preset => Assert.True(preset.Summary.Length > 0 && preset.Source.Length > 0));
        Assert.Same(Method.Dapo, Methods.Named("DAPO"));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_preset_is_valid_and_differs_from_itself_in_nothing(string name)
    {
        Method method = Methods.Named(name);
        method.Validate();
        Assert.Empty(MethodOptions.Changes(method));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_option_can_be_set_to_what_it_is(string name)
    {
        Method method = Methods.Named(name);
        foreach (MethodOption option in MethodOptions.All(method).Where(option => option.Value is not null))
            Assert.Equal(Everything(method), Everything(method.With(option.Name, option.Value!)));
    }

    // Every choice of every option, one at a time, is found again; so the text of a run says all that there is to say.
    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_changed_option_makes_the_round_trip(string name)
    {
        Method method = Methods.Named(name);
        foreach (MethodOption option in MethodOptions.All(method))
        {
            foreach (string value in option.Choices.Count > 0 ? option.Choices : Others(option))
            {
                Method changed = method.With(option.Name, value), again = RoundTrip(changed);
                Assert.Equal(Everything(changed), Everything(again));
            }
        }
    }

    [Fact]
    public void What_a_user_writes_in_code_makes_the_round_trip()
    {
        foreach (Method method in new[]
        {
            Method.Cppo with { ContrastiveWeight = 0.05, LearningRate = 4e-5, Perturbations = PerturbationSet.Mild },
            Method.Cppo with { Objective = Method.Cppo.Objective with { Policy = PolicyLoss.Gspo with { ClipHigh = 0.01 } } },
            Method.Grpo with { Advantage = new TrlAdvantageEstimator { Scaling = RewardScaling.Batch } },
            Method.Papo with { Objective = Method.Papo.Objective with { PerceptionAware = new() { Gamma = 0.02, Clip = 3 } } },
            Method.Cppo with { Perception = PerceptionOptions.Asynchronous with { Detector = new RandomDetector(3) { AsManyAs = new AbsoluteShiftDetector() } } },
            Method.Cppo with { Perturbations = new PerturbationSet("mine", [new Rotation { Degrees = 3 }], [new Grey { Level = 99 }]) },
            Method.Cppo with { Perturbations = PerturbationSet.Mild.Only("rotation", "zoom-crop").AtStrength(0.25) },
            Method.Cppo with { Reward = WeightedReward.Paper(new ExactGrader()), Name = "mine = \"1\"" },
            Method.CppoAsync with { Sampling = new() { StopStrings = ["</a>", "\n"], StopTokens = [7], MaxNewTokens = 64 } },
            Method.CppoAsync with { Objective = Method.CppoAsync.Objective with { Policy = PolicyLoss.Decoupled with { Inner = PolicyLoss.Sapo } } },
        })
        {
            Assert.NotEmpty(MethodOptions.Changes(method));
            Assert.Equal(Everything(method), Everything(RoundTrip(method)));
        }
    }

    [Fact]
    public void What_was_made_in_code_alone_says_so()
    {
        UserPerturbation darker = new("darker", PerturbationEffect.Preserving, (picture, _) => picture);
        Method method = Method.Cppo with { Perturbations = new("mine", [darker], [new Grey()]), Reward = new Always() };
        Assert.Equal(
            [new("Reward", null), new("Perturbations", null)], MethodOptions.Changes(method));
        CppoException error = Assert.Throws<CppoException>(() => RoundTrip(method));
        Assert.Contains("Reward", error.Message);
    }

    [Fact]
    public void Options_are_set_by_name_in_any_letter_case()
    {
        Method method = Method.Cppo.With(
            ["perception.topshare=0.3", "Perception.Detector=divergence", "Objective.Policy = gspo", "Objective.Policy.ClipHigh=0.1",
             "contrastiveweight=0.02", "Perturbations=mild:rotation*0.5", "Perturbations.rotation.Degrees=7",
             "Objective.PolicyAggregation=seq-mean-token-mean", "Objective.PolicyAggregation.Mode=token-mean", "TopEntropyShare=0.2"]);
        Assert.Equal(0.3, method.Perception.TopShare);
        Assert.IsType<DivergenceDetector>(method.Perception.Detector);
        Assert.Equal(PolicyLoss.Gspo with { ClipHigh = 0.1 }, method.Objective.Policy);
        Assert.Equal(0.02, method.ContrastiveWeight);
        Assert.Equal(7, ((Rotation)method.Perturbations.Preserving.Single()).Degrees);
        Assert.Equal(AggregationMode.TokenMean, method.Objective.PolicyAggregation.Mode);
        Assert.Equal(0.2, method.TopEntropyShare);
        Assert.Null(method.With("TopEntropyShare", "none").TopEntropyShare);
    }

    [Theory]
    [InlineData("Perception.TopShar", "0.3", "no option TopShar in Perception", "Perception.TopShare")]
    [InlineData("TopShare", "0.3", "no option TopShare", "Perception.TopShare")]
    [InlineData("Objective", "gspo", "group of options", "Objective.Policy")]
    [InlineData("Objective.Policy.PositiveTemperature", "1", "in Objective.Policy as it is now", "ClipLow")]
    [InlineData("Objective.Policy", "gsop", "cannot be \"gsop\"", "Did you mean gspo?")]
    [InlineData("Perception.Rule", "both", "cannot be \"both\"", "Synchronous, Asynchronous")]
    [InlineData("Perception.TopShare", "a third", "cannot be \"a third\"", "a number")]
    [InlineData("Perception.TopShare", "0,3", "cannot be \"0,3\"", "a number with a point")]
    [InlineData("Sampling.GroupSize", "2.5", "cannot be \"2.5\"", "a whole number")]
    [InlineData("Gate", "on", "cannot be \"on\"", "true or false")]
    [InlineData("Sampling.StopTokens", "7", "cannot be \"7\"", "[7, 12]")]
    [InlineData("Perturbations.jitter.Contrast", "0.5", "cannot be \"0.5\"", "0.75..1.2")]
    [InlineData("Perturbations", "strong", "no perturbation set \"strong\"", "mild")]
    [InlineData("Gate.Open", "true", "no option Open in Gate", "no options of its own")]
    public void A_setting_that_cannot_be_made_is_answered_with_advice(string name, string value, string problem, string advice)
    {
        CppoException error = Assert.Throws<CppoException>(() => Method.Cppo.With(name, value));
        Assert.Contains(problem, error.Message);
        Assert.Contains(advice, error.Advice);
    }

    [Fact]
    public void A_text_without_an_equals_sign_and_an_unknown_method_are_refused()
    {
        Assert.Contains("name=value", Assert.Throws<CppoException>(() => Method.Cppo.With(["Gate"])).Advice);
        CppoException error = Assert.Throws<CppoException>(() => Methods.Named("gropo"));
        Assert.Contains("Did you mean grpo?", error.Advice);
        Assert.Contains("cppo-no-gate", error.Advice);
    }

    private static Method RoundTrip(Method method) => MethodOptions.Rebuild(
        method.Preset, MethodOptions.Changes(method).Select(change => new OptionValue(change.Name, change.Value)));

    private static string[] Everything(Method method) => [.. MethodOptions.All(method).Select(option => $"{option.Name}={option.Value}")
        .Where(option => !option.StartsWith("Perturbations=", StringComparison.Ordinal))]; // two names of the same members are the same

    private static string[] Others(MethodOption option) => option.Allowed switch
    {
        var words when words.StartsWith("a number", StringComparison.Ordinal) => ["0.123"],
        var words when words.StartsWith("a whole number", StringComparison.Ordinal) => ["17"],
        var words when words.StartsWith("two numbers", StringComparison.Ordinal) => ["0.25..0.5"],
        var words when words.StartsWith("a list of texts", StringComparison.Ordinal) => ["[\"a, b\"]"],
        var words when words.StartsWith("a list of whole", StringComparison.Ordinal) => ["[1,2]"],
        "any text" => ["some text"],
        _ => throw new InvalidOperationException($"{option.Name} takes {option.Allowed}: the test does not know what to try."),
    };

    private sealed class Always : IRewardFunction
    {
        public Reward Score(string response, string target) => throw new NotSupportedException();
    }
}
