using Cppo.Benchmarks;
using Cppo.Runtime;

const string Usage = "usage: bench [step [ROUNDS] [--json FILE] | work [NAME ...] [--rounds N] [--threads N] [--json FILE] [--compare OLD.json] | growth [--threads N] [--json FILE] | load | vocabulary | recomputation | tokenizer [FOLDER] | world | run | kernel [EXECUTIONS] | starter [N [FOLDER]]]; all but the last two without a name";
bool complete = true;
string? json = Option("--json"), compared = Option("--compare"), workRounds = Option("--rounds"), threads = Option("--threads");
if (!complete || !IsCount(workRounds) || !IsCount(threads))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

string? name = args.FirstOrDefault(), argument = args.Skip(1).FirstOrDefault();
int rounds = 7;
if (int.TryParse(name, out _)) (name, argument) = ("step", name); // rounds only, as before there were names
if (name == "step" && argument is not null && (!int.TryParse(argument, out rounds) || rounds < 1))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

Libtorch.Require();
if (threads is not null) TorchSharp.torch.set_num_threads(int.Parse(threads));
switch (name)
{
    case null:
        StepBench.Run(rounds, json);
        LoadBench.Run();
        VocabularyBench.Run();
        RecomputationBench.Run();
        TokenizerBench.Run(null);
        WorldBench.Run();
        StoreBench.Run();
        return 0;
    case "step": StepBench.Run(rounds, json); return 0;
    case "work": return Guarded(() => WorkBench.Run(
        args.Length > 1 ? args[1..] : ["starter", "small", "medium", "vocabulary"], workRounds is null ? null : int.Parse(workRounds), json, compared));
    case "growth": return Guarded(() => GrowthBench.Run(threads is null ? 1 : int.Parse(threads), json));
    case "load": LoadBench.Run(); return 0;
    case "vocabulary": VocabularyBench.Run(); return 0;
    case "recomputation": RecomputationBench.Run(); return 0;
    case "tokenizer": TokenizerBench.Run(argument); return 0;
    case "world": WorldBench.Run(); return 0;
    case "run": StoreBench.Run(); return 0;
    case "kernel" when int.TryParse(argument ?? "1000", out int executions) && executions > 0: KernelBench.Run(executions); return 0;
    case "starter" when int.TryParse(argument ?? "500", out int each) && each > 0: StarterBench.Run(each, args.Skip(2).FirstOrDefault()); return 0;
    case "work-alone" when args.Length == 4: WorkBench.Alone(args[1], args[2], int.Parse(args[3])); return 0;
    case "growth-alone" when args.Length == 4: GrowthBench.Alone(args[1], int.Parse(args[2]), int.Parse(args[3])); return 0;
    case "load-alone" when argument is not null: LoadBench.Alone(argument); return 0;
    case "vocabulary-alone" when argument is not null: VocabularyBench.Alone(argument); return 0;
    case "recomputation-alone" when argument is not null: RecomputationBench.Alone(argument, args[2] == "recomputed"); return 0;
    default: Console.Error.WriteLine(Usage); return 2;
}

static int Guarded(Action bench)
{
    try
    {
        bench();
        return 0;
    }
    catch (CppoException exception)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
}

static bool IsCount(string? value) => value is null || (int.TryParse(value, out int count) && count > 0);

string? Option(string option)
{
    int index = Array.IndexOf(args, option);
    if (index < 0) return null;
    string? value = args.ElementAtOrDefault(index + 1);
    complete &= value is not null;
    args = [.. args[..index], .. args.Skip(index + 2)];
    return value;
}
