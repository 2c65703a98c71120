using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Runtime;

namespace Cppo.Interactive.Tests.Magics;

public sealed class MagicLineTests
{
    public static TheoryData<string> Names => [.. MagicRegistry.All.Select(magic => magic.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_magic_explains_itself(string name)
    {
        FakeHost host = new();
        await MagicRegistry.RunAsync($"{name} --help", host);
        IMagic magic = MagicRegistry.Find(name)!;
        Assert.Contains(magic.Example, host.Text, StringComparison.Ordinal);
        Assert.All(magic.Options, option => Assert.Contains(option.Name, host.Text, StringComparison.Ordinal));
        Assert.Empty(host.Variables);
        Assert.StartsWith(name, magic.Example, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_wrong_option_is_named_and_the_nearest_one_proposed(string name)
    {
        IMagic magic = MagicRegistry.Find(name)!;
        string known = magic.Options.First(option => option.Name.Length > 4).Name;
        CppoException error = await Assert.ThrowsAsync<CppoException>(() => MagicRegistry.RunAsync($"{name} {known}x 1", new FakeHost()));
        Assert.Contains($"{known}x", error.Message, StringComparison.Ordinal);
        Assert.Contains(known, error.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!cppo-rollout --grup 5", "no option --grup", "--group")]
    [InlineData("#!cppo-rollout --group", "--group needs a value", "responses per prompt")]
    [InlineData("#!cppo-rollout --group --seed 1", "--group needs a value", "responses per prompt")]
    [InlineData("#!cppo-rollout --group five", "--group is five", "--help")]
    [InlineData("#!cppo-rollout --group 0", "--group is 0", "--help")]
    [InlineData("#!cppo-rollout --temperature -1", "--temperature is -1", "--help")]
    [InlineData("#!cppo-rollout --temperature NaN", "--temperature is NaN", "--help")]
    [InlineData("#!cppo-rollout --seed 1 --seed 2", "given twice", "once")]
    [InlineData("#!cppo-rollout 1 2", "what to do with 2", "#!cppo-rollout")]
    [InlineData("#!cppo-rollout --as 2nd", "--as is 2nd", "--help")]
    [InlineData("#!cppo-perturb --set midl", "--set cannot be midl", "Did you mean mild?")]
    [InlineData("#!cppo-perturb --set midl:rotation", "no perturbation set \"midl\"", "paper:rotation")]
    [InlineData("#!cppo-perturb --set mild*x", "The strength \"x\"", "paper*0.5")]
    [InlineData("#!cppo-eval --against before", "no variable before", "#!cppo-eval --as before")]
    [InlineData("#!cppo-eval --perturb rotatoin", "no perturbation \"rotatoin\"", "rotation")]
    [InlineData("#!cppo-compare --methods grpoo", "no method \"grpoo\"", "Did you mean grpo?")]
    [InlineData("#!cppo-compare --equal money", "--equal cannot be money", "steps, time")]
    [InlineData("#!cppo-compare --report-only --run /no/such/folder", "does not exist", "cppo compare --out")]
    [InlineData("#!cppo-runs /no/such/folder", "no run in /no/such/folder", "#!cppo-train --run")]
    [InlineData("#!cppo-runs /no/such/folder --run first", "no run first", "#!cppo-train --run")]
    [InlineData("#!cppo-entropy --detectors 4 --strengths 0", "--strengths is 0", "0.5,1,2")]
    [InlineData("#!cppo-perturb --samples 'a b", "A quote", "Close it")]
    [InlineData("#!cppo-step --keep=yes", "--keep takes no value", "alone")]
    [InlineData("#!cppo-model guessr", "no model guessr", "guesser")]
    [InlineData("#!cppo-model /no/such/folder", "no model /no/such/folder", "folder")]
    [InlineData("#!cppo-rolout", "no magic #!cppo-rolout", "#!cppo-rollout")]
    [InlineData("#!cppo-rollout --policy model", "no variable model", "#!cppo-model")]
    [InlineData("#!cppo-rollout --samples words", "words is a String", "ProceduralWorld")]
    [InlineData("#!cppo-rollout --samples few --row 9", "none at index 9", "from 0 to 0")]
    [InlineData("#!cppo-rollout --samples few --prompts 3", "few holds 1 sample, not 3", "Ask for at most 1")]
    [InlineData("#!cppo-train --samples few --eval 5", "--eval has no samples", "--held-out")]
    [InlineData("#!cppo-train --samples words", "words is a String", "#!cppo-data")]
    [InlineData("#!cppo-train --samples few --prompts 3", "too few samples (1)", "fewer prompts")]
    [InlineData("#!cppo-train --resume", "no variable trainer", "#!cppo-train --steps")]
    public async Task Mistakes_get_a_sentence_and_advice(string line, string problem, string advice)
    {
        FakeHost host = new();
        host.Variables["words"] = "not samples";
        host.Variables["few"] = new Cppo.Worlds.ProceduralWorld(0).Samples(0, 1);
        CppoException error = await Assert.ThrowsAsync<CppoException>(() => MagicRegistry.RunAsync(line, host));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.False(error.Message.Contains('\n'));
    }

    [Fact]
    public void Completion_offers_magics_options_values_and_variables()
    {
        IEnumerable<string> Texts(string line) => MagicRegistry.Complete(line, ["policy", "rollouts", "other"]).Select(completion => completion.Text);
        Assert.Equal(MagicRegistry.All.Select(magic => magic.Name).Order(StringComparer.Ordinal), Texts("#!cppo"));
        Assert.Equal(["#!cppo-rollout", "#!cppo-runs"], Texts("#!cppo-r"));
        Assert.Contains("--group", Texts("#!cppo-rollout "));
        Assert.Equal(["--prompts"], Texts("#!cppo-rollout --pr"));
        Assert.DoesNotContain("--seed", Texts("#!cppo-rollout --seed 1 "));
        Assert.Equal(["mild", "paper", "paper-async", "paper-seen", "paper-unseen"], Texts("#!cppo-perturb --set "));
        Assert.Equal(["--set=mild"], Texts("#!cppo-perturb --set=m"));
        Assert.Contains("mild:rotation", Texts("#!cppo-perturb --set mild:"));
        Assert.Contains("cppo-no-gate", Texts("#!cppo-step --method cppo-n"));
        Assert.Equal(["Perception.TopShare="], Texts("#!cppo-step --set Perception.T"));
        Assert.Equal(["Perception.Rule=AllTokens", "Perception.Rule=Asynchronous"], Texts("#!cppo-train --set mild --set Perception.Rule=A"));
        Assert.Equal(["other", "policy", "rollouts"], Texts("#!cppo-entropy --rollouts "));
        Assert.Empty(Texts("#!time --"));
    }

    [Fact]
    public void Quotes_keep_blanks_together()
    {
        Assert.Equal(["--run", "a folder/with 'it'", "", "x"], CommandLine.Words("  --run \"a folder/with 'it'\" ''  x "));
    }
}
