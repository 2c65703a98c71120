using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Kernel.Headless;

/// <summary>A notebook file, nbformat 4.</summary>
internal sealed class NotebookDocument
{
    private readonly JsonObject root;
    private readonly List<NotebookCell> cells;

    private NotebookDocument(JsonObject root, List<NotebookCell> cells) => (this.root, this.cells) = (root, cells);

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => cells;

    /// <summary>The title that the file's metadata give; null where they give none.</summary>
    public string? Title => (root["metadata"]?["title"] as JsonValue)?.ToString();

    /// <summary>Reads a notebook file.</summary>
    /// <exception cref="CppoException">There is no such file, or it is not a notebook of format 4.</exception>
    public static NotebookDocument Read(string path)
    {
        if (!File.Exists(path)) throw new CppoException($"The notebook {path} was not found.", "Check the path; relative paths start at the current folder.");
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The notebook {path} cannot be read: {error.Message}", "Check the file's permissions.", error);
        }
    }

    /// <summary>Reads a notebook from its text.</summary>
    /// <exception cref="CppoException">The text is not a notebook of format 4.</exception>
    public static NotebookDocument Parse(string json, string name)
    {
        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(json);
        }
        catch (JsonException error)
        {
            throw new CppoException(
                $"{name} is not a notebook: line {error.LineNumber + 1} is not JSON.", "Open it in Jupyter or VS Code and save it again.", error);
        }

        if (parsed is not JsonObject root || root["cells"] is not JsonArray list || list.Any(item => item is not JsonObject))
        {
            throw new CppoException($"{name} is JSON, but not a notebook: it has no list of cells.", "Give a file that Jupyter wrote (.ipynb).");
        }

        if (root["nbformat"] is not JsonValue version || !version.TryGetValue(out int major) || major != 4)
        {
            throw new CppoException(
                $"{name} has notebook format {root["nbformat"]?.ToJsonString() ?? "none"}, not 4.", "Open it in Jupyter and save it: that converts it.");
        }

        NotebookDocument document = new(root, [.. list.Select(item => new NotebookCell((JsonObject)item!))]);
        document.Normalise();
        return document;
    }

    /// <summary>Puts a cell in.</summary>
    public void Insert(int index, NotebookCell cell)
    {
        cells.Insert(index, cell);
        ((JsonArray)root["cells"]!).Insert(index, cell.Node);
    }

    /// <summary>Takes a cell out.</summary>
    public void Remove(NotebookCell cell)
    {
        cells.Remove(cell);
        ((JsonArray)root["cells"]!).Remove(cell.Node);
    }

    /// <summary>The notebook as Jupyter would write it.</summary>
    public string Write() => PythonJson.Write(root) + "\n";

    // Text as lists of lines, as Jupyter writes it. Format 4.5 wants an id for every cell: one made from place and text is the
    // same in every run.
    private void Normalise()
    {
        HashSet<string> known = [.. cells.Select(cell => cell.Id).Where(id => id.Length > 0)];
        for (int i = 0; i < cells.Count; i++)
        {
            cells[i].Source = cells[i].Source;
            if (cells[i].Id.Length > 0) continue;
            byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{i}\n{cells[i].Source}"));
            string id = Convert.ToHexStringLower(hash)[..8];
            while (!known.Add(id)) id += "x";
            cells[i].Id = id;
        }

        root["nbformat_minor"] = Math.Max(5, root["nbformat_minor"]?.GetValue<int>() ?? 5);
        if (root["metadata"] is not JsonObject) root["metadata"] = new JsonObject();
        JsonObject metadata = (JsonObject)root["metadata"]!;
        metadata["kernelspec"] ??= new JsonObject { ["display_name"] = "C# (CPPO)", ["language"] = "C#", ["name"] = "cppo" };
        metadata["language_info"] ??= new JsonObject
        {
            ["file_extension"] = ".cs",
            ["mimetype"] = "text/x-csharp",
            ["name"] = "C#",
            ["pygments_lexer"] = "csharp",
            ["version"] = LanguageVersion,
        };
    }

    /// <summary>The version of C# that cells are written in.</summary>
    public const string LanguageVersion = "14.0";
}
