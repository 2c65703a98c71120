using Cppo.Data;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Interactive.Tests.Views;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Interactive.Tests.Magics;

public sealed class DataMagicTests
{
    private static readonly Lazy<string> File = new(() => DataFiles.PathOfMany(60));

    [Theory]
    [InlineData("")]
    [InlineData("--take 5 --shuffle 7 --no-instruction --as chosen")]
    [InlineData("--category count,dice --pass-rate 0.1..0.9 --characters ..300 --pictures 1 --side 28.. --broken skip --check decode")]
    [InlineData("--pass-rate PassRate_7BBase=0.25 --tokens ..400 --recipe --check none")]
    public async Task What_it_prints_compiles_and_what_it_chose_is_stored(string options)
    {
        FakeHost host = MagicTests.Host();
        await MagicRegistry.RunAsync($"#!cppo-data '{File.Value}' {options}", host);
        DataSelection chosen = Assert.IsType<DataSelection>(host.Variables[options.Contains("chosen", StringComparison.Ordinal) ? "chosen" : "samples"]);
        Assert.IsType<DataSet>(host.Variables["data"]);
        PrintedCallTests.AssertCompiles(host.Visible[0].PlainText["C#: ".Length..]);
        Assert.Contains("kept", host.Text, StringComparison.Ordinal);
        Assert.Contains("cppo-data", host.Html, StringComparison.Ordinal);
        Assert.InRange(chosen.Count, 1, 60);
        if (options.Contains("--take", StringComparison.Ordinal)) Assert.Equal(5, chosen.Count);
        if (options.Contains("--category", StringComparison.Ordinal)) Assert.All(chosen, sample => Assert.Contains(sample.Kind, (string[])["count", "dice"]));
    }

    [Fact]
    public async Task Rollouts_take_their_samples_from_it()
    {
        FakeHost host = MagicTests.Host();
        await MagicRegistry.RunAsync($"#!cppo-data '{File.Value}' --pictures 1 --no-instruction --take 3", host);
        // The starter reads pictures in front of the question, which is where a question without placeholders has them.
        await MagicRegistry.RunAsync("#!cppo-rollout --prompts 2 --group 2 --tokens 4", host);
        IReadOnlyList<GroupRecord> groups = Assert.IsAssignableFrom<IReadOnlyList<GroupRecord>>(host.Variables["rollouts"]);
        Assert.Equal(((IReadOnlyList<Sample>)host.Variables["samples"])[0].Question, groups[0].Group.Sample.Question);
    }

    [Theory]
    [InlineData("", "needs a path", "#!cppo-data")]
    [InlineData("nowhere.parquet", "There is no data set", "Check the path")]
    [InlineData("FILE --characters many", "--characters is many", "both ends")]
    [InlineData("FILE --characters 9..2", "--characters is 9..2", "both ends")]
    [InlineData("FILE --pass-rate x=0..1", "no column x", "PassRate_7BBase")]
    [InlineData("FILE --take 0", "--take is 0", "--help")]
    [InlineData("FILE --shuffle -1", "--shuffle is -1", "--help")]
    [InlineData("FILE --broken stop", "--broken cannot be stop", "skip, fail")]
    [InlineData("FILE --broken fail", "Row 9 of the data", "Unpack the pictures")]
    public async Task Mistakes_get_a_sentence_and_advice(string line, string problem, string advice)
    {
        FakeHost host = new();
        CppoException error = await Assert.ThrowsAnyAsync<CppoException>(
            () => MagicRegistry.RunAsync($"#!cppo-data {line.Replace("FILE", $"'{File.Value}'", StringComparison.Ordinal)}", host));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.Empty(host.Variables);
    }
}
