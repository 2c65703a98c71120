using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Evaluation.Reproduction;

/// <summary>
/// Everything that the project's findings rest on, as jobs that any number of processes share: both models from random weights, every detector
/// against ground truth, every method over seeds from two starts, and one batch taken apart.
/// </summary>
public sealed class ReproductionPlan
{
    private const string FileName = "reproduction.json", Format = "cppo reproduction 1";

    /// <summary>Plans; nothing is run or written.</summary>
    /// <param name="folder">Where everything lies.</param>
    /// <param name="scale">How much; all of it where null.</param>
    /// <param name="parts">Which parts; all where null or empty. What they need is done too.</param>
    public ReproductionPlan(string folder, ReproductionScale? scale = null, IReadOnlyCollection<ReproductionPart>? parts = null)
    {
        (Folder, Scale) = (Path.GetFullPath(folder), scale ?? ReproductionScale.Full);
        Parts = parts is { Count: > 0 } ? [.. parts.Distinct().Order()] : Enum.GetValues<ReproductionPart>();
        // The longest chain first; what is small last, so that all processes end at about the same time.
        ReproductionJob[] all = [.. WarmStartJobs.Of(this), .. ComparisonJobs.Of(this), .. ReasonJobs.Of(this), .. DetectorJobs.Of(this)];
        HashSet<string> wanted = [.. all.Where(job => Parts.Contains(job.Part)).Select(job => job.Name)];
        while (all.Where(job => wanted.Contains(job.Name)).SelectMany(job => job.Needs).Where(name => !wanted.Contains(name)).ToArray() is { Length: > 0 } needed)
            wanted.UnionWith(needed);
        Jobs = [.. all.Where(job => wanted.Contains(job.Name))];
    }

    /// <summary>Where everything lies, in full.</summary>
    public string Folder { get; }

    /// <summary>How much is run.</summary>
    public ReproductionScale Scale { get; }

    /// <summary>The parts that were asked for.</summary>
    public IReadOnlyList<ReproductionPart> Parts { get; }

    /// <summary>What is to be done, in the order in which it is begun.</summary>
    internal IReadOnlyList<ReproductionJob> Jobs { get; }

    /// <summary>Where the tables are.</summary>
    public string Tables => Path.Combine(Folder, "tables");

    /// <summary>A job's folder.</summary>
    internal string FolderOf(string job) => Path.Combine(Folder, "jobs", job);

    /// <summary>Makes the folder and writes which scale it is of.</summary>
    /// <exception cref="CppoException">It holds a reproduction of another scale, or cannot be written.</exception>
    public void Prepare()
    {
        string path = Path.Combine(Folder, FileName);
        string before = File.Exists(path) && JsonFile.Read(path).TryGetProperty("scale", out JsonElement scale) ? scale.ToString() : Scale.Name;
        if (before != Scale.Name)
            throw new CppoException($"The folder {Folder} holds a reproduction of the scale {before}, not {Scale.Name}.", "Go on with the same scale, or name another folder.");
        try
        {
            foreach (ReproductionJob job in Jobs) Directory.CreateDirectory(FolderOf(job.Name));
            JsonFile.Write(path, new JsonObject { ["format"] = Format, ["scale"] = Scale.Name });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The folder {Folder} cannot be written: {error.Message}", "Choose a folder that you may write to.", error);
        }
    }
}
