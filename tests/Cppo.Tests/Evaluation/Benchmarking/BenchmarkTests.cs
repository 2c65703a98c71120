using Cppo.Data;
using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Tests.Evaluation.Benchmarking;

public sealed class BenchmarkTests : IDisposable
{
    private static readonly BenchmarkOptions Short = new() { Sampling = new() { Greedy = true, GroupSize = 1, MaxNewTokens = 8 }, Batch = 5 };

    private readonly string root = Directory.CreateTempSubdirectory("cppo-benchmarks-").FullName;

    public static TheoryData<string> Names => [.. Benchmarks.All.Select(benchmark => benchmark.Name)];

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_papers_seven_are_there_by_name()
    {
        Assert.Equal(7, Benchmarks.All.Select(benchmark => benchmark.Name).Distinct().Count());
        Assert.All(Benchmarks.All, benchmark => Assert.Same(benchmark, Benchmarks.Named(benchmark.Name)));
        Assert.All(Benchmarks.All, benchmark => Assert.All(benchmark.Layouts.SelectMany(layout => layout.Files), file => Assert.True(file.Samples > 0)));
        Assert.All(Benchmarks.All, benchmark => Assert.Contains("arXiv", benchmark.Source));
        Assert.Contains("mathvista", Assert.Throws<CppoException>(() => Benchmarks.Named("mathsomething")).Advice);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_row_is_right_by_its_target_and_by_the_text_of_its_option_and_wrong_otherwise(string name)
    {
        BenchmarkFiles.WriteAll(root);
        Benchmark benchmark = Benchmarks.Named(name);
        Assert.Equal(1, await Accuracy(sample => sample.Answer));
        Assert.Equal(1, await Accuracy(sample => sample.Choices.Where(choice => choice.Key == sample.Answer).Select(choice => choice.Value).FirstOrDefault(sample.Answer)));
        Assert.Equal(0, await Accuracy(sample => sample.Choices.Where(choice => choice.Key != sample.Answer).Select(choice => choice.Key).FirstOrDefault("J")));

        async Task<double> Accuracy(Func<Sample, string> answer)
        {
            ScriptedResponder responder = new((sample, _) => $"<think></think>\\boxed{{{answer(sample)}}}");
            BenchmarkResult result = await Benchmarks.RunAsync(benchmark, root, responder, cancellation: TestContext.Current.CancellationToken);
            Assert.Equal(2, result.Report!.All.Total);
            Assert.Equal(2, responder.Asked);
            Assert.DoesNotContain(result.Report.ByKind, kind => kind.Kind.Length == 0);
            Assert.Contains("the file has 2 rows", result.Remark);
            return result.Report.All.Accuracy;
        }
    }

    [Fact]
    public void Questions_are_asked_as_the_benchmarks_ask_them_and_end_with_the_instruction()
    {
        BenchmarkFiles.WriteAll(root);
        Sample[] wemath = Read("wemath"), vision = Read("mathvision"), pro = Read("mmmu-pro-vision"), dynamath = Read("dynamath"), vista = Read("mathvista");
        Assert.Equal($"Question: How long is it?\nOptions:\nA. 4 cm\nB. 5 cm\nC. no correct answer\n{Instructions.ThinkThenBox}", wemath[0].Question);
        Assert.Equal($"Which? <image1>\nChoices:\n(A) $\\frac{{1}}{{2}}$\n(B) it's 2\n(C) 3\n{Instructions.ThinkThenBox}", vision[1].Question);
        Assert.Equal($"Answer the following multiple-choice question in the image. {Instructions.ThinkThenBox}", pro[0].Question);
        Assert.Contains("three decimal places", dynamath[0].Question);
        Assert.Contains("letter of the right option", dynamath[1].Question);
        Assert.StartsWith("Hint: Give the letter.\nQuestion: How much is blue?\nChoices:\n(A) 3/11\n(B) 8/11 You FIRST", vista[0].Question);
        Assert.Equal(("B", "14"), (vista[0].Answer, vista[1].Answer));
        Assert.Equal(["Text Dominant", "Vision Only"], Read("mathverse").Select(sample => sample.Kind));
        using BenchmarkSamples plain = Benchmarks.Named("mmmu-pro-vision").Open(root, instruction: false);
        Assert.DoesNotContain("think", plain[0].Question);
        Assert.All(wemath, sample => Assert.Equal(BenchmarkFiles.Picture.ToPng(), sample.Pictures.Single().ToPng()));
    }

    [Fact]
    public void Pictures_may_be_paths_and_several()
    {
        foreach (int i in new[] { 0, 1 }) File.WriteAllBytes(Path.Combine(root, $"{i}.png"), BenchmarkFiles.Picture.ToPng());
        BenchmarkFiles.Write(root, "MathVista_MINI.tsv", BenchmarkFiles.Tables["MathVista_MINI.tsv"], "image_path", i => i == 0 ? "0.png" : "['0.png', '1.png']");
        Assert.Equal([1, 2], Read("mathvista").Select(sample => sample.Pictures.Count));
    }

    [Fact]
    public async Task The_starter_runs_the_whole_table_and_what_is_absent_is_named()
    {
        BenchmarkFiles.WriteAll(root);
        File.Delete(Path.Combine(root, "WeMath.tsv"));
        File.WriteAllText(Path.Combine(root, "DynaMath.tsv"), "index\tquestion\n0\tWhat?\n");
        using Policy policy = Policy.Load(ShippedModels.Starter);
        List<BenchmarkProgress> progress = [];
        BenchmarkTable table = await Benchmarks.RunAsync(root, new PolicyResponder(policy, "starter"), Short, new Synchronous(progress), TestContext.Current.CancellationToken);
        Assert.Equal(Benchmarks.All, table.Results.Select(result => result.Benchmark));
        Assert.Equal(5, table.Present.Count());
        Assert.All(table.Present, result => Assert.Equal(2, result.Report!.All.Total));
        Assert.Equal(table.Present.Average(result => result.Report!.All.Accuracy), table.Mean, 1e-12);
        Assert.True(table.MeanInterval!.Value.Contains(table.Mean));
        Assert.Contains("WeMath.tsv", table.Results.Single(result => result.Benchmark.Name == "wemath").Problem);
        Assert.Contains("columns index, question", table.Results.Single(result => result.Benchmark.Name == "dynamath").Problem);
        Assert.Equal(5, progress.Count(report => report.Answered == report.Samples));
        await Assert.ThrowsAsync<CppoException>(() => Benchmarks.RunAsync(Path.Combine(root, "none"), new PolicyResponder(policy, "starter")));
    }

    [Fact]
    public async Task A_stored_table_asks_nothing_twice_and_another_grader_needs_no_model()
    {
        BenchmarkFiles.WriteAll(root);
        ScriptedResponder responder = new((_, row) => row == 0 ? "\\boxed{6/22}" : "\\boxed{A}");
        BenchmarkOptions options = Short with { Sampling = new() { GroupSize = 2 }, AlsoGreedy = true, Store = Path.Combine(root, "store") };
        BenchmarkTable first = await Benchmarks.RunAsync(root, responder, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(7 * 2 * 2, responder.Asked);
        BenchmarkTable again = await Benchmarks.RunAsync(root, responder, options, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(7 * 2 * 2, responder.Asked);
        Assert.Equal(Json(first), Json(again));
        Assert.All(first.Present, result => Assert.NotNull(result.Report!.Greedy));
        BenchmarkTable exact = await Benchmarks.RunAsync(root, responder, options with { Grader = new ExactGrader() }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(7 * 2 * 2, responder.Asked);
        Assert.True(exact.Mean <= first.Mean);
        Assert.Equal(
            Json(exact),
            Json(await Benchmarks.RunAsync(root, responder, options with { Grader = new ExactGrader(), Store = null }, cancellation: TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Rows_that_cannot_be_used_are_listed_and_a_part_can_be_drawn()
    {
        (string[] columns, string[][] rows) = BenchmarkFiles.Tables["WeMath.tsv"];
        string path = BenchmarkFiles.Write(root, "WeMath.tsv", (columns, [.. rows, ["2", "x", "Which?", "1", "2", "", "D", ""], ["3", "x", "Which?", "1", "2", "", "", ""]]));
        using BenchmarkSamples all = Benchmarks.Named("wemath").Open(path);
        Assert.Equal((2, 4), (all.Count, (int)all.Report.Read));
        Assert.Contains("no option", all.Report.Broken[0].Problem);
        using BenchmarkSamples one = Benchmarks.Named("wemath").Open(root, samples: 1, seed: 2);
        Assert.Single(one);
        Assert.Throws<CppoException>(() => Benchmarks.Named("wemath").Open(root, samples: 0));
        Assert.Contains("LogicVista.tsv", Assert.Throws<CppoException>(() => Benchmarks.Named("logicvista").Open(root)).Advice);
    }

    [Fact]
    public void A_folder_of_the_benchmarks_name_is_found_and_the_papers_file_comes_first()
    {
        string own = Directory.CreateDirectory(Path.Combine(root, "MathVision")).FullName;
        BenchmarkFiles.Write(own, "MathVision.tsv", BenchmarkFiles.Tables["MathVision_MINI.tsv"]);
        Assert.Equal(3040, Benchmarks.Named("mathvision").Find(root)!.File!.Samples);
        BenchmarkFiles.Write(root, "MathVision_MINI.tsv", BenchmarkFiles.Tables["MathVision_MINI.tsv"]);
        Assert.Equal(304, Benchmarks.Named("mathvision").Find(root)!.File!.Samples);
        string parquet = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "mmmu-pro-vision", "data")).FullName, "test-00000-of-00001.parquet");
        File.WriteAllText(parquet, "");
        Assert.Equal("Hugging Face", Benchmarks.Named("mmmu-pro-vision").Find(root)!.Layout.Name);
        File.Copy(parquet, Path.Combine(root, "test-00000-of-00001.parquet"));
        Directory.Delete(Path.Combine(root, "mmmu-pro-vision"), recursive: true);
        Assert.Null(Benchmarks.Named("mmmu-pro-vision").Find(root));
        Assert.NotNull(Benchmarks.Named("mmmu-pro-vision").Find(root, own: true));
    }

    private Sample[] Read(string name)
    {
        using BenchmarkSamples samples = Benchmarks.Named(name).Open(root);
        return [.. samples];
    }

    private static string Json(BenchmarkTable table) => string.Join('\n', table.Present.Select(result => EvaluationFile.ToJson(result.Report!).ToJsonString()));

    private sealed class Synchronous(List<BenchmarkProgress> reports) : IProgress<BenchmarkProgress>
    {
        public void Report(BenchmarkProgress value) => reports.Add(value);
    }
}
