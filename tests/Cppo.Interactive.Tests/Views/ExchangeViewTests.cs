using Cppo.Exchange;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Interactive.Tests.Views;

public sealed class ExchangeViewTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-exchange-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_export_shows_its_files_and_first_what_differs()
    {
        ExportedRun run = VerlExport.Write(Path.Combine(folder, "there"), Method.Papo with { Name = "<b>PAPO" }, new ProceduralWorld(1).Samples(0, 2));
        string html = ViewOf(run).ToHtml(), text = ViewOf(run).ToPlainText();
        Assert.Contains("data/train.parquet", text);
        Assert.Contains("✕ not there", text);
        Assert.Contains("&lt;b&gt;PAPO", html);
        Assert.True(html.IndexOf("Objective.PerceptionAware", StringComparison.Ordinal) < html.IndexOf("Sampling.GroupSize", StringComparison.Ordinal));
        Assert.Equal(run.Options.Count, ViewOf(run).ToData().Rows.Count);
        Assert.InRange(html.Length, 1, View.MarkupLimit);
    }

    [Fact]
    public void A_dump_shows_steps_graders_and_broken_rows_and_its_groups_what_is_missing()
    {
        for (int step = 1; step <= 60; step++)
        {
            File.WriteAllText(Path.Combine(folder, $"{step}.jsonl"), $$"""
                {"input": "user\n1 + 1?\nassistant\n", "output": "\\boxed{2}", "gts": "2", "score": 1.0, "step": {{step}}}
                {"input": "user\n1 + 1?\nassistant\n", "output": "<script>alert(1)</script> \\boxed{4/2}", "gts": "2", "score": 0, "step": {{step}}}
                {"input": "<script>

                """);
        }

        RolloutDump dump = RolloutDump.Open(folder);
        IView view = ViewOf(dump);
        Assert.Contains("Reward 0.50 → 0.50 from step 1 to step 60", view.ToPlainText());
        Assert.Contains("agree on 60 of 120 answers", view.ToHtml());
        Assert.Contains("showing 40 of 60 steps", view.ToHtml());
        Assert.Contains("showing 12 of 60 broken rows", view.ToHtml());
        Assert.InRange(view.ToHtml().Length, 1, View.MarkupLimit);
        Assert.Equal(60, view.ToData().Rows.Count);

        IView groups = ViewOf(dump.Groups(7));
        Assert.DoesNotContain("<script", groups.ToHtml());
        Assert.Contains("1 of 2", groups.ToPlainText());
        IView one = ViewOf(dump.Groups(7)[0]);
        Assert.Contains($"  {Numbers.Missing}  ", one.ToPlainText()); // tokens and stop are in no dump
        Assert.Null(one.ToData()["tokens"][0]);
    }

    [Fact]
    public void A_group_without_a_target_says_so_instead_of_wrong()
    {
        File.WriteAllText(Path.Combine(folder, "0.jsonl"), """
            {"task_id": 0, "sample_idx": 0, "seqlen": 12, "prompt_len": 10, "head_version": 3, "tail_version": 3, "reward": 1.0, "prompt": "1 + 1?", "completion": "\\boxed{2}"}

            """);
        RolloutDump dump = RolloutDump.Open(folder);
        IView group = ViewOf(dump.Groups(3)[0]);
        Assert.Contains("The target is not known.", group.ToHtml());
        Assert.DoesNotContain("✕ wrong", group.ToHtml() + group.ToPlainText());
        Assert.Null(group.ToData()["correct"][0]);
        Assert.Contains("The dump has no targets", ViewOf(dump).ToPlainText());
    }

    private static IView ViewOf(object value) => Interactive.Rendering.Views.For(value)!;
}
