using System.Text;
using Cppo.Exchange;
using Cppo.Images;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Exchange;

public sealed class RolloutDumpTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Write(string name, params string[] lines)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    private static string Verl(int step, string question, string output, string target, string score) =>
        $$"""{"input": "system\nYou are a helpful assistant.\nuser\n{{question}}\nassistant\n", "output": "{{output}}", "gts": "{{target}}", "score": {{score}}, "step": {{step}}, "acc": {{score}}}""";

    private static string Areal(int version, int task, int index, string question, string completion, string reward) =>
        $$"""{"task_id": {{task}}, "sample_idx": {{index}}, "seqlen": 90, "prompt_len": 70, "head_version": {{version}}, "tail_version": {{version}}, "reward": {{reward}}, "prompt": "<|im_start|>system\nHelp.<|im_end|>\n<|im_start|>user\n<|vision_start|><|image_pad|><|image_pad|><|vision_end|>{{question}}<|im_end|>\n<|im_start|>assistant\n", "completion": "{{completion}}"}""";

    [Fact]
    public void Dumps_of_verl_become_groups_by_prompt_graded_here()
    {
        string dumps = Path.GetDirectoryName(Write(
            "train/10.jsonl",
            Verl(10, "1 + 1?", "<think> </think> \\\\boxed{2}", "2", "1.0"), Verl(10, "2 + 2?", "\\\\boxed{5}", "4", "0.0"),
            Verl(10, "1 + 1?", "two", "2", "0.0"), Verl(10, "2 + 2?", "\\\\boxed{3}", "4", "0")))!;
        Write("train/9.jsonl", Verl(9, "1 + 1?", "\\\\boxed{\\\\frac{4}{2}}", "2", "0.9"), Verl(9, "1 + 1?", "\\\\boxed{1}", "2", "0.0"));
        RolloutDump dump = RolloutDump.Open(dumps);
        Assert.Equal((DumpFormat.Verl, 2, "steps 9 to 10"), (dump.Format, dump.Files, dump.StepsInWords));
        Assert.Empty(dump.Broken);

        IReadOnlyList<GroupRecord> groups = dump.Groups(10);
        Assert.Equal(["1 + 1?", "2 + 2?"], groups.Select(group => group.Group.Sample.Question));
        Assert.Equal([true, false], groups[0].Responses.Select(response => response.Reward.Grade.Correct));
        Assert.Equal([1.0, 0.0], groups[0].Responses.Select(response => response.Reward.Total));
        Assert.Equal(0.70711, groups[0].Responses[0].Advantage, 4);
        Assert.False(groups[1].HasSignal);
        Assert.All(groups.SelectMany(group => group.Group.Responses), response => Assert.Equal((false, false), (response.IsLengthKnown, response.IsStopKnown)));

        DumpStep[] steps = [.. dump.Summary()];
        Assert.Equal((9, 1, 2, 0.45, 0.0), (steps[0].Step, steps[0].Groups, steps[0].GroupSize, steps[0].Reward, steps[0].Accuracy));
        Assert.Equal((2, 2, 0.25, 0.25, 0.5, 0.25), (steps[1].Groups, steps[1].GroupSize, steps[1].Reward, steps[1].Accuracy, steps[1].ZeroSignal, steps[1].WithoutBox));
        Assert.Equal(0.25, steps[1].Format);
        Assert.Equal((6, 5), (dump.CompareGraders().Total, dump.CompareGraders().Agreed)); // 4/2 is 2 for the fair grader alone
        Assert.Equal(1.0, dump.Records().First(record => record.Step == 10).Others["acc"]);
        Assert.Equal(0.5, RolloutDump.Open(dumps, new FairGrader()).Summary()[0].Accuracy);
        Assert.Throws<CppoException>(() => dump.Groups(11));
    }

    [Fact]
    public void Dumps_of_AReaL_have_no_target_until_samples_bring_it()
    {
        string dumps = Path.Combine(folder.Path, "rollout");
        for (int task = 0; task < 3; task++)
            Write($"rollout/4/{task}.jsonl", Areal(4, task, 0, $"\\n{task} + 1?", "\\\\boxed{2}", "10.0"), Areal(4, task, 1, $"\\n{task} + 1?", "\\\\boxed{9}", "-5.0"));
        Write("rollout/eval-rollout/4/7.jsonl", Areal(4, 7, 0, "x", "y", "1"));
        RolloutDump dump = RolloutDump.Open(dumps);
        Assert.Equal((DumpFormat.Areal, 3), (dump.Format, dump.Files));
        GroupRecord first = dump.Groups(4)[0];
        Assert.Equal("0 + 1?", first.Group.Sample.Question);
        Assert.Equal([10.0, -5.0], first.Responses.Select(response => response.Reward.Total));
        Assert.All(first.Responses, response => Assert.False(response.Reward.Grade.IsKnown));
        Assert.Equal("2", first.Responses[0].Reward.Grade.Extracted);
        Assert.True(double.IsNaN(dump.Summary()[0].Accuracy));
        Assert.Equal((true, 20), (first.Group.Responses[0].IsLengthKnown, first.Group.Responses[0].Length));
        Assert.Equal(0, dump.CompareGraders().Total);

        Picture picture = new ProceduralWorld(1).Samples(0, 1)[0].Pictures[0];
        Sample[] samples = [new(5, [picture], "1 + 1?", "2")];
        IReadOnlyList<GroupRecord> known = dump.Groups(4, samples);
        Assert.Equal([false, true, false], known.Select(group => group.Responses[0].Reward.Grade.IsKnown));
        Assert.Same(picture, known[1].Group.Sample.Pictures[0]);
        Assert.Equal(0.5, dump.Summary(samples)[0].Accuracy);
    }

    [Fact]
    public void Broken_rows_are_listed_with_file_and_number_and_the_others_are_read()
    {
        string good = Verl(3, "1 + 1?", "\\\\boxed{2}", "2", "1.0");
        string deep = new string('[', 5000) + new string(']', 5000);
        string path = Write("3.jsonl", good, "{\"input\": \"half", "[1, 2]", "", "null", """{"input": "a", "output": 7, "score": 1, "step": 3}""", """{"input": "a", "score": 1, "step": 3}""",
            """{"input": "a", "output": "b", "score": 1, "step": "three"}""", deep, """{"input": "a", "output": "b", "score": NaN, "step": 3}""",
            """{"input": "a", "output": "b", "score": "high"}""", good[..^20]);
        using (FileStream file = File.Open(path, FileMode.Append)) file.Write([0xFF, 0xFE, 0x00, (byte)'\n']);
        RolloutDump dump = RolloutDump.Open(path);
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8, 10, 11], dump.Broken.Select(row => row.Row));
        Assert.All(dump.Broken, row => Assert.StartsWith("3.jsonl: Row ", row.Problem));
        DumpRecord[] records = [.. dump.Records()];
        Assert.Equal(2, records.Length);
        Assert.True(double.IsNaN(records[1].Score)); // the file's name says its step
        Assert.Equal(3, records[1].Step);
        Assert.Equal(0.0, dump.Groups(3)[1].Responses[0].Advantage);
    }

    [Fact]
    public void What_is_no_dump_is_refused_with_advice()
    {
        Assert.Throws<CppoException>(() => RolloutDump.Open(Path.Combine(folder.Path, "nothing")));
        Assert.Throws<CppoException>(() => RolloutDump.Open(folder.Path));
        Assert.Contains("no rollout dump", Assert.Throws<CppoException>(() => RolloutDump.Open(Write("a.jsonl", """{"problem": "1 + 1", "answer": "2"}"""))).Message);
        Assert.Throws<CppoException>(() => RolloutDump.Open(Write("b.jsonl", """{"input": 1, "output": 2}""")));
        string empty = Path.Combine(folder.Path, "c.jsonl");
        File.WriteAllBytes(empty, []);
        Assert.Throws<CppoException>(() => RolloutDump.Open(empty));
        File.WriteAllBytes(empty, Encoding.UTF8.GetBytes("\n\n\n"));
        Assert.Throws<CppoException>(() => RolloutDump.Open(empty));
    }

    [Theory]
    [InlineData("<|im_start|>system\nuser\n<|im_end|>\n<|im_start|>user\nWhat is user\nhere?<|im_end|>\n<|im_start|>assistant\n", "What is user\nhere?")]
    [InlineData("system\nYou help.\nuser\nHow many?\nassistant\n", "How many?")]
    [InlineData("How many?", "How many?")]
    [InlineData("", "")]
    public void The_user_s_words_are_found_in_a_rendered_prompt(string prompt, string question) =>
        Assert.Equal(question, new DumpRecord { Step = 0, Prompt = prompt, Response = "", Score = 0, GroupKey = "" }.Question);
}
