using System.CommandLine;
using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Kernel.Commands.Evaluating;
using Cppo.Rewards;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo eval</c>: asks a model, or several on the same samples, and says what they get right.</summary>
internal static class EvalCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = $"Whom to ask: {ModelName.Allowed}.", DefaultValueFactory = _ => "starter" };
        Option<string[]> against = new("--against") { Description = "Another model, a report that --out wrote, or a folder of --store: the difference on the same samples, with a paired interval. May be given several times." };
        Option<string?> data = new("--data") { Description = $"What to ask: {SampleSource.Allowed}. Default: world, held-out pictures. With --benchmark its file or folder." };
        Option<string?> benchmark = new("--benchmark") { Description = $"Read --data as one of the paper's benchmarks: {string.Join(", ", Benchmarks.All.Select(known => known.Name))}." };
        Option<string?> benchmarks = new("--benchmarks") { Description = "A folder with files of the paper's benchmarks: the table of all that are there." };
        Option<string?> report = new("--report") { Description = "A folder of --store: its report as it is now, complete or growing; no model is asked." };
        Option<bool> plain = new("--no-instruction") { Description = "Append no instruction to the questions of files." };
        Option<int?> samples = new("--samples") { Description = "How many samples. Default: 500; of benchmarks all." };
        Option<int> answers = new("--n") { Description = "Answers to each sample: 1 is greedy; more are drawn, beside a greedy one, for avg@N, pass@k and majority@N.", DefaultValueFactory = _ => 1 };
        Option<double> temperature = new("--temperature") { Description = "Of drawn answers.", DefaultValueFactory = _ => 1 };
        Option<int?> longest = new("--max-tokens") { Description = $"Longest answer in tokens. Default: {SampleSource.LongestResponse(SampleSource.World)} for the world, {SampleSource.LongestResponse("")} for files." };
        Option<string?> perturb = new("--perturb") { Description = "Change every picture first, one fixed draw a sample: rotation, grey, mild, mild:removing, paper*0.5, ..." };
        Option<string?> grader = new("--grader") { Description = $"Who judges: {string.Join(", ", Graders.Names)}. Default: reference; for benchmarks fair. Stored answers can be judged again by another." };
        Option<ulong> seed = new("--seed") { Description = "Root of all random numbers: pictures of the world, drawn answers, perturbations." };
        Option<int> batch = new("--batch") { Description = "Samples asked at once.", DefaultValueFactory = _ => 64 };
        Option<string?> store = new("--store") { Description = "A folder that keeps every answer of --model as Parquet. Stopped, the same command goes on; nothing is asked twice." };
        Option<string?> output = new("--out") { Description = "Where to write the report of --model as JSON, every sample's answers included." };
        ServerCommandOptions server = new();
        Option<bool> json = new("--json") { Description = "Print the figures as JSON instead of tables." };
        Command command = new DocumentedCommand(
            "eval",
            "Asks a model and counts what it gets right: by kind of task with 95 % intervals, failures of form apart from wrong answers.",
            """
            Examples:
              cppo eval --model starter --samples 500
              cppo eval --model runs/first --against guesser --out first.json
              cppo eval --model starter --n 8 --temperature 0.7 --store evals/starter
              cppo eval --report evals/starter --grader fair
              cppo eval --model Qwen2.5-VL-3B-Instruct --data geo3k/test.parquet --max-tokens 2048
              cppo eval --model Qwen2.5-VL-3B-Instruct --benchmark mathvista --data LMUData
              cppo eval --model Qwen2.5-VL-3B-Instruct --benchmarks LMUData --n 8 --store evals/qwen
              cppo eval --server http://host:8000/v1 --model Qwen/Qwen2.5-VL-3B-Instruct --concurrency 32 --store evals/qwen
              cppo eval --model starter --perturb mild --against plain.json
            """)
        {
            model, against, data, benchmark, benchmarks, report, plain, samples, answers, temperature, longest, perturb, grader, seed, batch, store, output, json,
        };
        foreach (Option option in server.All) command.Add(option);
        command.SetAction(async (parsed, _) =>
        {
            ulong root = parsed.GetValue(seed);
            bool world = parsed.GetValue(benchmark) is null && parsed.GetValue(benchmarks) is null && parsed.GetValue(data) is null or SampleSource.World;
            EvaluationRequest request = new()
            {
                Model = parsed.GetRequiredValue(model),
                Server = server.Read(parsed),
                Against = parsed.GetValue(against) ?? [],
                Data = parsed.GetValue(data),
                Instruction = !parsed.GetValue(plain),
                Samples = parsed.GetValue(samples),
                Sampling = new()
                {
                    GroupSize = parsed.GetValue(answers),
                    Temperature = parsed.GetValue(temperature),
                    MaxNewTokens = parsed.GetValue(longest) ?? SampleSource.LongestResponse(world ? SampleSource.World : ""),
                    Seed = root,
                },
                Perturbation = parsed.GetValue(perturb) is { } name ? UsageException.Guard(() => PicturePerturbation.Find(name)) with { Seed = root } : null,
                Grader = parsed.GetValue(grader) is { } judge ? UsageException.Guard(() => Graders.Named(judge)) : null,
                Batch = parsed.GetValue(batch),
                Store = parsed.GetValue(store),
                Output = parsed.GetValue(output),
                Json = parsed.GetValue(json),
            };
            return await RunAsync(request, parsed.GetValue(report), parsed.GetValue(benchmark), parsed.GetValue(benchmarks)).ConfigureAwait(false);
        });
        return command;
    }

    private static Task<int> RunAsync(EvaluationRequest request, string? report, string? benchmark, string? benchmarks)
    {
        if (request.Samples < 1) throw new UsageException($"--samples {request.Samples} asks nothing.", "Give at least 1.");
        if (new[] { report, benchmark, benchmarks }.Count(option => option is not null) > 1)
            throw new UsageException("--report, --benchmark and --benchmarks are three different things to do.", "Give one of them.");
        if (report is not null) return Task.FromResult(Reported(request, report));
        if (benchmark is not null) return new BenchmarkEvaluation(request).OneAsync(benchmark);
        return benchmarks is not null ? new BenchmarkEvaluation(request).AllAsync(benchmarks) : new SampleEvaluation(request).RunAsync();
    }

    private static int Reported(EvaluationRequest request, string folder)
    {
        EvaluationReport[] reports = [.. request.Against.Append(folder).Select(place => File.Exists(place) ? EvaluationFile.Read(place) : SampleEvaluation.Stored(request, place))];
        if (request.Output is not null) EvaluationFile.Write(request.Output, reports[^1]);
        SampleEvaluation.Print(request, reports);
        return ExitCode.Done;
    }
}
