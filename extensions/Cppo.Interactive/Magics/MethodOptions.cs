using System.Reflection;
using Cppo.Perturbations;
using Cppo.Training;

namespace Cppo.Interactive.Magics;

/// <summary>The options of a method that several magics share, and the method that they make.</summary>
internal static class MethodOptions
{
    public static MagicOption Group { get; } = new("--group", "N", "responses per prompt", "5");

    public static MagicOption Temperature { get; } = new("--temperature", "T", "sampling temperature", "1");

    public static MagicOption Tokens { get; } = new("--tokens", "N", "longest response in tokens", "26");

    public static MagicOption Name { get; } = new("--method", "name", "method", "cppo")
    {
        Choices = [.. Methods.All.Select(preset => preset.Name)],
    };

    public static MagicOption Set { get; } = new("--set", "name", "set of perturbations (a part, a strength: mild:rotation*0.5), or any option of the method as Name=value", PerturbationSet.Paper.Name)
    {
        Choices = [.. PerturbationSet.All.Select(set => set.Name)],
        Takes = IsPart,
        TakesSettings = true,
        Suggestions = Settings,
    };

    public static MagicOption Weight { get; } = new("--lambda", "X", "weight of the contrastive loss");

    public static MagicOption Rate { get; } = new("--lr", "X", "learning rate", "4e-5");

    public static MagicOption Seed { get; } = new("--seed", "N", "root of all random numbers", "0");

    /// <summary>What a magic that trains asks about the method, in the order of its help.</summary>
    /// <param name="group">The default group.</param>
    public static IReadOnlyList<MagicOption> Training(MagicOption group) => [Name, group, Temperature, Tokens, Set, Weight, Rate, Seed];

    /// <summary>Whether a text is meant as a part of a set or as another strength; <see cref="PerturbationSet.Find"/> says whether there is one.</summary>
    public static bool IsPart(string text) => text.IndexOfAny([':', '*']) > 0;

    /// <summary>The method that the options of a call describe, and the C# for it; only what differs from the preset is written.</summary>
    public static (Method Method, string Code) Read(MagicCall call, bool trains)
    {
        Method preset = trains ? Methods.Named(call.Text(Name.Name)) : Method.Cppo, method = preset;
        List<string> changes = [];
        int group = call.Integer(Group.Name, trains ? 2 : 1, 1024), tokens = call.Integer(Tokens.Name, 1, 32_768);
        double temperature = call.Number(Temperature.Name, 0.01, 10);
        method = method with { Sampling = method.Sampling with { GroupSize = group, Temperature = temperature, MaxNewTokens = tokens } };
        if (method.Sampling != preset.Sampling)
        {
            string[] sampling =
            [
                .. group != Method.Cppo.Sampling.GroupSize ? new[] { $"GroupSize = {group}" } : [],
                .. temperature != Method.Cppo.Sampling.Temperature ? new[] { $"Temperature = {Code.Number(temperature)}" } : [],
                .. tokens != Method.Cppo.Sampling.MaxNewTokens ? new[] { $"MaxNewTokens = {tokens}" } : [],
            ];
            changes.Add($"Sampling = new() {{ {string.Join(", ", sampling)} }}");
        }

        string[] settings = call.Knows(Set.Name) && call.Has(Set.Name) ? call.Text(Set.Name).Split('\n') : [];
        foreach (string set in settings.Where(setting => !setting.Contains('=') && setting != preset.Perturbations.Name))
        {
            method = method with { Perturbations = PerturbationSet.Find(set) };
            changes.Add($"Perturbations = PerturbationSet.Find({Code.Text(set)})");
        }

        if (trains)
        {
            double rate = call.Number(Rate.Name, 1e-12, 1);
            method = method with { LearningRate = rate };
            changes.Add($"LearningRate = {Code.Number(rate)}");
            if (call.Has(Weight.Name) && call.Number(Weight.Name, 0, 1000) is var weight && weight != preset.ContrastiveWeight)
            {
                method = method with { ContrastiveWeight = weight };
                changes.Add($"ContrastiveWeight = {Code.Number(weight)}");
            }
        }

        string code = changes.Count == 0 ? CodeOf(preset) : $"{CodeOf(preset)} with {{ {string.Join(", ", changes)} }}";
        string[] named = [.. settings.Where(setting => setting.Contains('='))];
        if (named.Length == 0) return (method, code);
        string list = $"[{string.Join(", ", named.Select(Code.Text))}]";
        return (method.With(named), $"{(changes.Count == 0 ? code : $"({code})")}.With({list})");
    }

    private static string CodeOf(Method preset) => typeof(Method).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(property => ReferenceEquals(property.GetValue(null), preset)).Select(property => $"Method.{property.Name}")
        .FirstOrDefault() ?? $"Methods.Named({Code.Text(preset.Preset)})";

    // "Perception.Detector=" and, once that is there, "Perception.Detector=entropy".
    private static string[] Settings() =>
        [.. Cppo.Training.MethodOptions.All(Method.Cppo).SelectMany(option => option.Choices.Prepend("").Select(choice => $"{option.Name}={choice}"))];
}
