using System.Text.RegularExpressions;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Interactive.Tests.Views;
using Cppo.Models;
using Cppo.Rollouts;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.Data.Analysis;
using Found = Cppo.Interactive.Rendering.Views;

namespace Cppo.Interactive.Tests.Magics;

/// <summary>What --help shows runs, what a magic prints gives what the magic gave, and every option completes.</summary>
public sealed partial class MagicCodeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-magics-").FullName;

    public static TheoryData<string> Names => [.. MagicRegistry.All.Select(magic => magic.Name)];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task The_example_of_every_magic_runs(string name)
    {
        FakeHost host = MagicTests.Host();
        if (name == "#!cppo-runs") await MagicRegistry.RunAsync($"#!cppo-train --steps 1 --prompts 2 --group 2 --eval 0 --tokens 4 --run {folder}/runs/first", host);
        host.Visible.Clear();

        // As it stands, but for sizes and places.
        string line = Sizes().Replace(MagicRegistry.Find(name)!.Example, "$1 2").Replace(" runs", $" {folder}/runs").Replace("data/geo3k/train.parquet", DataFiles.PathOfMany(20));
        if (name is "#!cppo-compare") line += " --pictures 3 --n 0";
        if (name is "#!cppo-train") line += " --eval 2";
        await MagicRegistry.RunAsync(line, host);
        Assert.NotEmpty(host.Visible);
        Assert.NotEmpty(host.Variables.Keys.Except(["samples"]));
        (host.Variables.GetValueOrDefault("trainer") as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData("#!cppo-perturb 1 --set mild --as gallery", "gallery")]
    [InlineData("#!cppo-rollout --prompts 2 --group 2 --tokens 8 --seed 3", "rollouts")]
    [InlineData("#!cppo-eval --samples samples --count 3 --n 2 --tokens 8 --perturb noise --seed 2", "report")]
    [InlineData("#!cppo-eval --count 4 --tokens 8", "report")]
    [InlineData("#!cppo-step --prompts 2 --group 4 --tokens 20 --set mild --keep", "step")]
    [InlineData("#!cppo-runs {0} --as found", "found")]
    [InlineData("#!cppo-compare --report-only --run {0}/c --as again", "again")]
    public async Task What_a_magic_prints_gives_the_same_result(string template, string variable)
    {
        FakeHost host = MagicTests.Host();
        string line = template.Replace("{0}", folder);
        if (line != template) await MagicRegistry.RunAsync($"#!cppo-compare --seeds 1 --steps 1 --prompts 2 --group 2 --pictures 3 --n 0 --set Sampling.MaxNewTokens=8 --run {folder}/c", host);
        host.Visible.Clear();
        await MagicRegistry.RunAsync(line, host);
        string code = host.Visible[0].PlainText["C#: ".Length..];
        Session session = new((Policy)host.Variables["policy"], (IReadOnlyList<Sample>)host.Variables["samples"]);
        ScriptState<object> state = await CSharpScript.RunAsync(code, PrintedCallTests.Options.AddReferences(typeof(Session).Assembly), session, typeof(Session), TestContext.Current.CancellationToken);
        Assert.Equal(Rows(host.Variables[variable]), Rows(state.GetVariable(variable).Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_completes_and_so_does_what_it_takes_where_that_can_be_listed(string name)
    {
        foreach (MagicOption option in MagicRegistry.Find(name)!.Options)
        {
            IEnumerable<string> Texts(string rest) => MagicRegistry.Complete($"{name} {rest}", ["policy", "samples", "rollouts"]).Select(completion => completion.Text);
            Assert.Contains(option.Name, Texts(option.Name[..^1]));
            Assert.False(string.IsNullOrWhiteSpace(option.Summary), $"{name} {option.Name}");
            if (option.NamesVariable || option.Choices.Count > 0 || option.Suggestions().Count > 0) Assert.NotEmpty(Texts(option.Name + " "));
        }
    }

    private static string[] Rows(object value)
    {
        DataFrame rows = Found.For(value)!.ToData();
        return [.. rows.Rows.Select(row => string.Join(" | ", row))];
    }

    [GeneratedRegex(@"(--(?:count|steps|seeds|prompts|group|take|n)) \d+")]
    private static partial Regex Sizes();

    /// <summary>The variables of a session, as a cell sees them.</summary>
    /// <param name="policy">The shipped starter.</param>
    /// <param name="samples">Of the world.</param>
    public sealed class Session(Policy policy, IReadOnlyList<Sample> samples)
    {
        public Policy policy { get; } = policy;

        public IReadOnlyList<Sample> samples { get; } = samples;
    }
}
