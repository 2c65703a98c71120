using Cppo.Exchange.Mapping;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>Reads what configures a run of verl (Hydra overrides in a script, or its YAML) or of AReaL (YAML) as a method of this library.</summary>
public static class ForeignConfiguration
{
    private const long Longest = 4L << 20;

    /// <summary>Reads a configuration.</summary>
    /// <param name="path">A .yaml or .yml file, a script, or the folder of an export.</param>
    /// <exception cref="CppoException">It cannot be read, or configures neither.</exception>
    public static ImportedMethod Read(string path)
    {
        if (Directory.Exists(path))
        {
            path = new[] { ArealExport.ConfigurationFile, VerlExport.ScriptFile }.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new CppoException($"{path} holds no {ArealExport.ConfigurationFile} and no {VerlExport.ScriptFile}.", "Name the file with the configuration.");
        }

        string text = TextOf(path);
        bool isYaml = Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";
        return Read(path, isYaml ? YamlText.Read(path, text) : HydraScript.Read(text));
    }

    /// <summary>The table of a trainer.</summary>
    internal static MappingTable TableOf(ForeignTrainer trainer) => trainer == ForeignTrainer.Verl ? VerlTable.Table : ArealTable.Table;

    /// <summary>What becomes of each option of a method with a trainer, nothing written.</summary>
    /// <param name="method">The method.</param>
    /// <param name="trainer">Whom it would be for.</param>
    /// <param name="run">The run around it; the defaults where null.</param>
    public static IReadOnlyList<MappedOption> Options(Method method, ForeignTrainer trainer, ExportOptions? run = null) => TableOf(trainer).Rows(method, run ?? new());

    private static ImportedMethod Read(string path, Dictionary<string, string> settings)
    {
        bool Has(string start) => settings.Keys.Any(key => key.StartsWith(start, StringComparison.Ordinal));
        if (Has("actor_rollout_ref.")) return VerlTable.Table.Read(settings, new());
        if (!Has("actor.") && !Has("gconfig.")) throw new CppoException($"{path} configures no run of verl (actor_rollout_ref.*) and none of AReaL (actor.*, gconfig.*).", "Give the launch script or the YAML file of one.");
        ExportOptions usual = new();
        int Whole(string key, int otherwise) => settings.TryGetValue(key, out string? value) && ForeignText.Whole(value) is >= 1 and var number ? number : otherwise;
        return ArealTable.Table.Read(settings, usual with { Prompts = Whole("train_dataset.batch_size", usual.Prompts), Steps = Whole("total_train_steps", usual.Steps) });
    }

    private static string TextOf(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > Longest } file)
                throw new CppoException($"{path} has {file.Length} bytes; a configuration has at most {Longest}.", "Name the file with the configuration.");
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }
    }
}
