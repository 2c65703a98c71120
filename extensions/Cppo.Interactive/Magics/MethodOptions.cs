using Cppo.Perturbations;
using Cppo.Training;

namespace Cppo.Interactive.Magics;

/// <summary>The options of a method that several magics share, and the method that they make.</summary>
internal static class MethodOptions
{
    public static MagicOption Group { get; } = new("--group", "N", "responses per prompt", "5");

    public static MagicOption Temperature { get; } = new("--temperature", "T", "sampling temperature", "1");

    public static MagicOption Tokens { get; } = new("--tokens", "N", "longest response in tokens", "26");

    public static MagicOption Name { get; } = new("--method", "name", "method", "cppo") { Choices = ["cppo", "grpo"] };

    public static MagicOption Set { get; } = new("--set", "name", "set of perturbations", PerturbationSet.Paper.Name)
    {
        Choices = [.. PerturbationSet.All.Select(set => set.Name)],
    };

    public static MagicOption Weight { get; } = new("--lambda", "X", "weight of the contrastive loss", "0.01");

    public static MagicOption Rate { get; } = new("--lr", "X", "learning rate", "4e-5");

    public static MagicOption Seed { get; } = new("--seed", "N", "root of all random numbers", "0");

    /// <summary>What a magic that trains asks about the method, in the order of its help.</summary>
    /// <param name="group">The default group.</param>
    public static IReadOnlyList<MagicOption> Training(MagicOption group) => [Name, group, Temperature, Tokens, Set, Weight, Rate, Seed];

    /// <summary>The method that the options of a call describe, and the C# for it; only what differs from the preset is written.</summary>
    public static (Method Method, string Code) Read(MagicCall call, bool trains)
    {
        bool cppo = !trains || call.Text(Name.Name) == "cppo";
        Method preset = cppo ? Method.Cppo : Method.Grpo;
        Method method = preset;
        List<string> changes = [];
        int group = call.Integer(Group.Name, trains ? 2 : 1, 1024), tokens = call.Integer(Tokens.Name, 1, 32_768);
        double temperature = call.Number(Temperature.Name, 0.01, 10);
        method = method with { Sampling = method.Sampling with { GroupSize = group, Temperature = temperature, MaxNewTokens = tokens } };
        if (method.Sampling != preset.Sampling)
        {
            string[] sampling =
            [
                .. group != preset.Sampling.GroupSize ? new[] { $"GroupSize = {group}" } : [],
                .. temperature != preset.Sampling.Temperature ? new[] { $"Temperature = {Code.Number(temperature)}" } : [],
                .. tokens != preset.Sampling.MaxNewTokens ? new[] { $"MaxNewTokens = {tokens}" } : [],
            ];
            changes.Add($"Sampling = new() {{ {string.Join(", ", sampling)} }}");
        }

        if (cppo && call.Knows(Set.Name) && call.Text(Set.Name) != preset.Perturbations.Name)
        {
            method = method with { Perturbations = PerturbationSet.Find(call.Text(Set.Name)) };
            changes.Add($"Perturbations = PerturbationSet.Find({Code.Text(call.Text(Set.Name))})");
        }

        if (trains)
        {
            double rate = call.Number(Rate.Name, 1e-12, 1), weight = call.Number(Weight.Name, 0, 1000);
            method = method with { LearningRate = rate };
            changes.Add($"LearningRate = {Code.Number(rate)}");
            if (cppo && weight != preset.ContrastiveWeight)
            {
                method = method with { ContrastiveWeight = weight };
                changes.Add($"ContrastiveWeight = {Code.Number(weight)}");
            }
        }

        string name = cppo ? "Method.Cppo" : "Method.Grpo";
        return (method, changes.Count == 0 ? name : $"{name} with {{ {string.Join(", ", changes)} }}");
    }
}
