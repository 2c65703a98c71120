using System.Text.Json;
using System.Text.Json.Serialization;
using Cppo.Runtime;

namespace Cppo.Training.Runs;

/// <summary>What a run is: the content of <c>run.json</c>, written once.</summary>
public sealed record RunFile
{
    /// <summary>The file's name in a run directory.</summary>
    public const string Name = "run.json";

    private const int Current = 1;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Layout of the directory; 1.</summary>
    [JsonPropertyName("format")]
    public int Format { get; init; } = Current;

    /// <summary>Every option that the results depend on, and the start's weights by hash; must agree when the run is resumed.</summary>
    [JsonPropertyName("options")]
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>What the run was begun with; may differ when it is resumed.</summary>
    [JsonPropertyName("versions")]
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>What a program needs to build the run again (model folder, data, method and overrides), as its caller gave it.</summary>
    [JsonPropertyName("source")]
    public IReadOnlyDictionary<string, string> Source { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the file of a run directory.</summary>
    /// <exception cref="CppoException">Missing, unreadable, damaged, or of another program.</exception>
    public static RunFile Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        const string Advice = "Restore run.json from a backup, or start a new run in another folder.";
        try
        {
            RunFile file = JsonSerializer.Deserialize<RunFile>(File.ReadAllBytes(path), Json)
                ?? throw new JsonException("it holds nothing");
            if (file.Options is null || file.Versions is null || file.Source is null) throw new JsonException("a section is null");
            return file.Format == Current
                ? file
                : throw new CppoException($"{path} has layout {file.Format}; this version knows layout {Current}.", "Use the version that made the run.");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CppoException($"There is no run in {folder}: it has no {Name}.", "Give the folder of a run.", error);
        }
        catch (JsonException error)
        {
            throw new CppoException($"{path} is not the description of a run: {Short(error)}", Advice, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be read: {error.Message}", "Check the folder's permissions.", error);
        }
    }

    /// <summary>Writes the file; never leaves half of it.</summary>
    internal void Write(string folder) => AtomicFile.WriteText(Path.Combine(folder, Name), JsonSerializer.Serialize(this, Json));

    /// <summary>The serializer's message up to its first sentence's end; the rest is about its own paths.</summary>
    internal static string Short(JsonException error) => error.Message.Split(" Path:")[0].Split(". ")[0].TrimEnd('.') + ".";
}
