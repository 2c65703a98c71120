using Cppo.Exchange;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Exchange;

public sealed class MappingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Presets => [.. Methods.All.Select(preset => preset.Name)];

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    private static bool IsCarried(Method method, ForeignTrainer trainer) =>
        ForeignConfiguration.Options(method, trainer).All(row => row.Fidelity != Fidelity.None);

    private static string[] Values(Method method) => [.. MethodOptions.All(method).Select(option => $"{option.Name}={option.Value}")];

    private ExportedRun Write(ForeignTrainer trainer, string name, Method method, ExportOptions? options = null)
    {
        IReadOnlyList<Sample> samples = new ProceduralWorld(1).Samples(0, 2);
        return trainer == ForeignTrainer.Verl ? VerlExport.Write(At(name), method, samples, samples, options) : ArealExport.Write(At(name), method, samples, samples, options);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Every_option_of_every_preset_has_its_row(string preset)
    {
        Method method = Methods.Named(preset);
        string[] all = [.. MethodOptions.All(method).Select(option => option.Name)];
        foreach (ForeignTrainer trainer in Enum.GetValues<ForeignTrainer>())
        {
            string[] rows = [.. ForeignConfiguration.Options(method, trainer).Select(row => row.Option)];
            Assert.Equal(rows.Distinct(), rows);
            string[] wholes = [.. rows.Where(row => all.Any(other => other.StartsWith(row + ".", StringComparison.Ordinal)))];
            Assert.All(all, option => Assert.True(
                rows.Contains(option) || wholes.Any(whole => option.StartsWith(whole + ".", StringComparison.Ordinal)) || all.Any(other => other.StartsWith(option + ".", StringComparison.Ordinal)),
                option));
            Assert.All(ForeignConfiguration.Options(method, trainer), row => Assert.Equal(row.Key is null, row.Theirs is null));
        }
    }

    [Fact]
    public void The_recipes_own_presets_and_their_neighbours_are_carried_over()
    {
        string[] verl = [.. Methods.All.Where(preset => IsCarried(preset.Method, ForeignTrainer.Verl)).Select(preset => preset.Name)];
        Assert.Equal(["cppo", "grpo", "dapo", "dr-grpo", "gspo", "cispo", "sapo", "rloo", "cppo-all-tokens", "cppo-no-gate"], verl);
        string[] areal = [.. Methods.All.Where(preset => IsCarried(preset.Method, ForeignTrainer.Areal)).Select(preset => preset.Name)];
        Assert.Equal("cppo-async", areal[0]);
        Assert.Contains("grpo", areal);
        MappedOption lost = ForeignConfiguration.Options(Method.CppoHeldOut, ForeignTrainer.Verl).First(row => row.Fidelity == Fidelity.None);
        Assert.Equal("Perturbations", lost.Option);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void What_was_exported_is_imported_as_the_same_method(string preset)
    {
        Method method = Methods.Named(preset);
        foreach (ForeignTrainer trainer in Enum.GetValues<ForeignTrainer>().Where(trainer => IsCarried(method, trainer)))
        {
            ExportedRun run = Write(trainer, $"{trainer}", method);
            Assert.Empty(run.Lost);
            ImportedMethod again = ForeignConfiguration.Read(run.Folder);
            Assert.Empty(again.NotUnderstood);
            Assert.Equal(Values(method), Values(again.Method));
            Assert.Equal(method.Preset, again.Method.Preset);
        }
    }

    [Theory]
    [InlineData(ForeignTrainer.Verl, "cppo", "Sampling.GroupSize=8", "Sampling.TopK=40", "Sampling.TopP=0.9", "LearningRate=3e-7", "Perception.TopShare=0.25", "Objective.KlCoefficient=0", "Updates.MiniBatchPrompts=4", "Optimizer.Beta2=0.95")]
    [InlineData(ForeignTrainer.Verl, "grpo", "Reward=exact", "Objective.KlEstimator=k2", "Objective.Policy.ClipHigh=0.3", "Objective.Policy.DualClip=none", "Updates.Epochs=2", "Schedule.WarmUp=5", "Optimizer.MaximumGradientNorm=none")]
    [InlineData(ForeignTrainer.Verl, "cispo", "Objective.Policy.LowestRatio=0.3", "Objective.Policy.HighestRatio=3.5")]
    [InlineData(ForeignTrainer.Areal, "cppo-async", "Objective.Policy.Inner.ClipHigh=0.5", "Objective.Policy.BehaviourWeightCap=none", "Staleness=3", "Gate=false", "Advantage.Advantages=none", "Advantage.Rewards.LeaveOneOut=true", "Sampling.StopStrings=[\"</answer>\"]", "Sampling.StopTokens=[7,12]", "Optimizer.Epsilon=1e-6")]
    public void Changed_options_come_back_too(ForeignTrainer trainer, string preset, params string[] changes)
    {
        Method method = Methods.Named(preset).With(changes);
        method.Validate();
        ImportedMethod again = ForeignConfiguration.Read(Write(trainer, "run", method).Folder);
        Assert.Empty(again.NotUnderstood);
        Assert.Equal(Values(method), Values(again.Method));
    }

    [Fact]
    public void Equal_runs_give_equal_bytes_and_the_statement_lists_what_is_lost()
    {
        Method method = Method.CppoOracle with { Sampling = new() { RepetitionPenalty = 1.1 } };
        foreach (ForeignTrainer trainer in Enum.GetValues<ForeignTrainer>())
        {
            ExportedRun one = Write(trainer, $"{trainer}-1", method), two = Write(trainer, $"{trainer}-2", method);
            Assert.Equal(one.Files, two.Files);
            Assert.All(one.Files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(one.Folder, file.Name)), File.ReadAllBytes(Path.Combine(two.Folder, file.Name))));
            string[] lost = [.. one.Lost.Select(row => row.Option)];
            Assert.Contains("Sampling.RepetitionPenalty", lost);
            string statement = File.ReadAllText(Path.Combine(one.Folder, "DIFFERENCES.md"));
            Assert.All(one.Options, row => Assert.Contains($"| {row.Option} |", statement));
            Assert.Throws<CppoException>(() => Write(trainer, $"{trainer}-1", method));
        }
    }

    [Fact]
    public void Names_mean_nothing_to_the_shell_and_stay_in_their_place()
    {
        const string hostile = "it's $(touch x) `y` \"z\" ${HOME} \\";
        ExportOptions options = new() { Model = hostile, DataSource = "$HOME\n; rm" };
        foreach (ForeignTrainer trainer in Enum.GetValues<ForeignTrainer>())
        {
            ExportedRun run = Write(trainer, $"{trainer}", Method.Cppo with { Name = "first\nsecond" }, options);
            string script = File.ReadAllText(Path.Combine(run.Folder, "run.sh"));
            Assert.Contains("model='it'\\''s $(touch x) `y` \"z\" ${HOME} \\'\n", script);
            Assert.DoesNotContain("\nsecond", script);
            Assert.All(script.Split('\n').Where(line => line.Contains("HOME") && !line.StartsWith("model=", StringComparison.Ordinal)), line => Assert.Contains("='$HOME", line));
            Assert.Empty(ForeignConfiguration.Read(run.Folder).NotUnderstood);
        }
    }

    [Fact]
    public void The_published_launch_script_s_keys_are_understood()
    {
        // The shape of the recipe's examples: variables above, overrides below.
        File.WriteAllText(At("recipe.sh"), """
            set -x
            ENGINE=${1:-vllm}
            TRAIN_BATCH_SIZE=512
            CPL_TAU=0.2 # a comment
            python3 -m recipe.cppo.cppo_main_ppo \
                algorithm.adv_estimator=grpo \
                data.train_batch_size=${TRAIN_BATCH_SIZE} \
                data.max_response_length=4096 \
                data.truncation='right' \
                actor_rollout_ref.actor.optim.lr=1e-6 \
                actor_rollout_ref.actor.ppo_mini_batch_size=64 \
                actor_rollout_ref.actor.use_kl_loss=True \
                actor_rollout_ref.actor.kl_loss_coef=0.01 \
                actor_rollout_ref.actor.use_vision_cpl_loss=True \
                actor_rollout_ref.actor.cpl_use_vision_mask=True \
                actor_rollout_ref.actor.cpl_use_advantage_gating=True \
                actor_rollout_ref.actor.cpl_tau=$CPL_TAU \
                actor_rollout_ref.rollout.name=$ENGINE \
                actor_rollout_ref.rollout.n=5 \
                actor_rollout_ref.actor.clip_cov_ratio=0.5 \
                actor_rollout_ref.actor.policy_loss.loss_mode=kl_cov \
                trainer.logger='["console","tensorboard"]' $@
            """);
        ImportedMethod read = ForeignConfiguration.Read(At("recipe.sh"));
        Assert.Equal("cppo", read.Method.Preset);
        Assert.Equal((0.2, 64, 4096), (read.Method.Objective.Contrast.Temperature, read.Method.Updates.MiniBatchPrompts, read.Method.Sampling.MaxNewTokens));
        Assert.Equal(["actor_rollout_ref.actor.policy_loss.loss_mode", "actor_rollout_ref.actor.clip_cov_ratio"], read.NotUnderstood.Select(key => key.Key));
        Assert.Contains("trainer.logger", read.Left);
    }

    [Theory]
    [InlineData("a.yaml", "actor: [1, 2")]
    [InlineData("a.yaml", "")]
    [InlineData("a.yaml", "- 1\n- 2")]
    [InlineData("a.yaml", "x: &a [1]\ny: *a\n")]
    [InlineData("a.yaml", "model: x\n")]
    [InlineData("a.sh", "echo hello")]
    public void What_configures_nothing_is_refused(string name, string text)
    {
        File.WriteAllText(At(name), text);
        Assert.Throws<CppoException>(() => ForeignConfiguration.Read(At(name)));
        Assert.Throws<CppoException>(() => ForeignConfiguration.Read(At("missing.sh")));
    }

    [Fact]
    public void Hostile_configurations_end_in_an_error_not_in_a_crash()
    {
        File.WriteAllText(At("deep.yaml"), "actor: " + new string('[', 20_000));
        Assert.Throws<CppoException>(() => ForeignConfiguration.Read(At("deep.yaml")));
        File.WriteAllText(At("nest.yaml"), string.Concat(Enumerable.Range(0, 5000).Select(i => new string(' ', i) + "a:\n")));
        Assert.Throws<CppoException>(() => ForeignConfiguration.Read(At("nest.yaml")));
        File.WriteAllText(At("odd.yaml"), "actor:\n  eps_clip: wide\n  optimizer:\n    lr: -1\ngconfig:\n  n_samples: ${gconfig.n_samples}\n");
        ImportedMethod odd = ForeignConfiguration.Read(At("odd.yaml"));
        Assert.Contains("actor.eps_clip", odd.NotUnderstood.Select(key => key.Key));
        Assert.Contains("gconfig.n_samples", odd.NotUnderstood.Select(key => key.Key));
    }
}
