using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Evaluation.Stores;

/// <summary>Which answers a file holds.</summary>
public enum StoredPass
{
    /// <summary>One greedy answer a sample.</summary>
    Greedy,

    /// <summary>Drawn answers.</summary>
    Drawn,
}

/// <summary>What a stored evaluation asks: the content of <c>evaluation.json</c>, written once.</summary>
public sealed record StoredOrder
{
    /// <summary>The file's name in the folder.</summary>
    public const string FileName = "evaluation.json";

    private const string Format = "cppo stored evaluation 1";
    private const string Advice = "Restore evaluation.json from a backup, or evaluate into another folder.";

    /// <summary>The report's name.</summary>
    public required string Name { get; init; }

    /// <summary>How answers are drawn, in words.</summary>
    public required string Setting { get; init; }

    /// <summary>The same of the greedy answers beside drawn ones; null where there are none.</summary>
    public string? GreedySetting { get; init; }

    /// <summary>What is asked one after the other; the first is the report, the second its greedy answers.</summary>
    public required IReadOnlyList<StoredPass> Passes { get; init; }

    /// <summary>Samples that are to be answered.</summary>
    public required int Samples { get; init; }

    /// <summary>Samples a file.</summary>
    public required int Batch { get; init; }

    /// <summary>Whose verdicts the files hold, by name.</summary>
    public required string Grader { get; init; }

    /// <summary>Everything that answers depend on, by name; must agree when the evaluation goes on.</summary>
    public required IReadOnlyDictionary<string, string> Asked { get; init; }

    /// <summary>What it was begun with; may differ when it goes on.</summary>
    public required IReadOnlyDictionary<string, string> Versions { get; init; }

    /// <summary>Refuses to go on with another question.</summary>
    /// <exception cref="CppoException">Something differs; the message says what.</exception>
    internal void RequireSame(string folder, StoredOrder now)
    {
        string[] differences =
        [
            .. Asked.Keys.Union(now.Asked.Keys).Where(key => Asked.GetValueOrDefault(key) != now.Asked.GetValueOrDefault(key))
                .Select(key => $"{key} {Shown(Asked, key)} there, {Shown(now.Asked, key)} here"),
        ];
        if (differences.Length == 0) return;
        throw new CppoException(
            $"The evaluation in {folder} asks something else: {string.Join("; ", differences)}.",
            "Give the same options to go on with it, or another folder.");
    }

    internal static StoredOrder Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        JsonElement root = JsonFile.Read(path, "Give the folder of an evaluation that was stored.");
        try
        {
            if (root.GetProperty("format").GetString() != Format) throw new CppoException($"{path} is of another program or version.", Advice);
            return new()
            {
                Name = root.GetProperty("name").GetString()!,
                Setting = root.GetProperty("setting").GetString()!,
                GreedySetting = root.GetProperty("greedy_setting").GetString(),
                Passes = [.. root.GetProperty("passes").EnumerateArray().Select(pass => Enum.Parse<StoredPass>(pass.GetString()!))],
                Samples = root.GetProperty("samples").GetInt32(),
                Batch = root.GetProperty("batch").GetInt32(),
                Grader = root.GetProperty("grader").GetString()!,
                Asked = Texts(root.GetProperty("asked")),
                Versions = Texts(root.GetProperty("versions")),
            };
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new CppoException($"{path} does not describe an evaluation: {error.Message}", Advice, error);
        }
    }

    internal void Write(string folder) => JsonFile.Write(Path.Combine(folder, FileName), new JsonObject
    {
        ["format"] = Format,
        ["name"] = Name,
        ["setting"] = Setting,
        ["greedy_setting"] = GreedySetting,
        ["passes"] = new JsonArray([.. Passes.Select(pass => (JsonNode)pass.ToString())]),
        ["samples"] = Samples,
        ["batch"] = Batch,
        ["grader"] = Grader,
        ["asked"] = Texts(Asked),
        ["versions"] = Texts(Versions),
    });

    private static string Shown(IReadOnlyDictionary<string, string> asked, string key) =>
        asked.GetValueOrDefault(key) is { Length: > 0 } text ? text : "none";

    private static JsonObject Texts(IReadOnlyDictionary<string, string> texts) =>
        new(texts.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static SortedDictionary<string, string> Texts(JsonElement texts) =>
        new(texts.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? ""), StringComparer.Ordinal);
}
