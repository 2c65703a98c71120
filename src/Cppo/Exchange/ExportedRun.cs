using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>A file of an export.</summary>
/// <param name="Name">Relative to the folder, with slashes.</param>
/// <param name="Bytes">Its size.</param>
public readonly record struct ExportedFile(string Name, long Bytes);

/// <summary>A run as it was written for another trainer.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Trainer">Whom it is for.</param>
/// <param name="Method">What it does here.</param>
/// <param name="Files">What was written, by name.</param>
/// <param name="Options">What became of each option of the method.</param>
/// <param name="Train">Training samples.</param>
/// <param name="Test">Validation samples.</param>
/// <param name="Command">What starts it there.</param>
public sealed record ExportedRun(
    string Folder, ForeignTrainer Trainer, Method Method, IReadOnlyList<ExportedFile> Files, IReadOnlyList<MappedOption> Options, long Train, long Test, string Command)
{
    /// <summary>The options that are not carried over: their run is another one in these points.</summary>
    public IReadOnlyList<MappedOption> Lost => [.. Options.Where(option => option.Fidelity == Fidelity.None)];

    /// <summary>How many options are carried over how well.</summary>
    public int Count(Fidelity fidelity) => Options.Count(option => option.Fidelity == fidelity);

    /// <summary>"verl" or "AReaL".</summary>
    public string TrainerName => NameOf(Trainer);

    internal static string NameOf(ForeignTrainer trainer) => trainer == ForeignTrainer.Verl ? "verl" : "AReaL";

    /// <summary>Lists what lies in a folder.</summary>
    internal static IReadOnlyList<ExportedFile> List(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => new ExportedFile(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), new FileInfo(file).Length))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Makes the folder ready: a new or an empty one, so that no other run's files are taken for this one's.</summary>
    /// <exception cref="CppoException">It cannot be made, or is not empty.</exception>
    internal static void Prepare(string folder, params string[] parts)
    {
        try
        {
            if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
                throw new CppoException($"The folder {folder} is not empty.", "Name a new folder for the export.");
            foreach (string part in parts.Prepend("")) Directory.CreateDirectory(Path.Combine(folder, part));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The folder {folder} cannot be made: {error.Message}", "Name a folder that you may write to.", error);
        }
    }
}
