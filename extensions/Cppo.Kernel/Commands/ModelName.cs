using Cppo.Exchange;
using Cppo.Models;

namespace Cppo.Kernel.Commands;

/// <summary>A model as the command line names it: one that lies beside the library, a folder, or a run that has finished.</summary>
internal static class ModelName
{
    /// <summary>What <c>--model</c> takes, in words.</summary>
    public const string Allowed = "starter, guesser, a folder in Hugging Face layout, a run directory, or a checkpoint of verl or AReaL";

    /// <summary>Where a finished run keeps its trained model.</summary>
    public static string OfRun(string run) => Path.Combine(run, "model");

    /// <summary>The folder that a name stands for.</summary>
    public static string Folder(string name) => name switch
    {
        "starter" => ShippedModels.Starter,
        "guesser" => ShippedModels.Guesser,
        _ => Directory.Exists(OfRun(name)) ? OfRun(name) : ModelFolder.Resolve(name),
    };

    /// <summary>A short name for reports: the last part of a path.</summary>
    public static string Short(string name) => Path.GetFileName(Path.TrimEndingDirectorySeparator(name)) is { Length: > 0 } last ? last : name;
}
