namespace Cppo.Models.Lora;

/// <summary>PEFT's names of an adapter's tensors.</summary>
internal static class AdapterNames
{
    private const string Prefix = "base_model.model.", DownSuffix = ".lora_A.weight", UpSuffix = ".lora_B.weight";

    public static string Down(string module) => Prefix + module + DownSuffix;

    public static string Up(string module) => Prefix + module + UpSuffix;

    /// <summary>The published module name of a tensor of either naming style; null where it is no part of a LoRA adapter.</summary>
    public static (string Module, bool IsDown)? Parse(string name)
    {
        bool down = name.EndsWith(DownSuffix, StringComparison.Ordinal);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal) || (!down && !name.EndsWith(UpSuffix, StringComparison.Ordinal))) return null;
        string module = name[Prefix.Length..^(down ? DownSuffix : UpSuffix).Length];
        return (ParameterLayout.PublishedName(module), down);
    }

    /// <summary>
    /// What adapter_config.json calls target_modules: endings of module names. A last part alone where all such layers are
    /// targets, else each layer from the part where both naming styles of the architecture agree ("layers.0.mlp.up_proj").
    /// </summary>
    public static IEnumerable<string> Targets(IReadOnlyList<string> modules, IReadOnlyList<string> all)
    {
        foreach (IGrouping<string, string> group in modules.GroupBy(Last))
        {
            bool whole = !group.Key.All(char.IsAsciiDigit) && group.Count() == all.Count(module => Last(module) == group.Key);
            foreach (string target in whole ? [group.Key] : group.Select(Ending)) yield return target;
        }
    }

    private static string Last(string module) => module[(module.LastIndexOf('.') + 1)..];

    private static string Ending(string module) => module.StartsWith("model.", StringComparison.Ordinal) ? module["model.".Length..] : module;
}
