using System.Text;
using System.Text.Json.Nodes;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Headless;

/// <summary>One output of a cell, in the form of a notebook file (nbformat 4.5).</summary>
internal abstract class NotebookOutput
{
    /// <summary>The output as it is written.</summary>
    public abstract JsonObject ToJson();
}

/// <summary>Text on one of the two streams.</summary>
internal sealed class StreamOutput(StreamName name) : NotebookOutput
{
    /// <summary>Which stream.</summary>
    public StreamName Name => name;

    private const int Most = 500_000;
    private readonly StringBuilder text = new();
    private long written;

    /// <summary>Adds text; beyond the most that an output may hold it is only counted.</summary>
    public void Append(string added)
    {
        written += added.Length;
        int room = Most - text.Length;
        if (room > 0) text.Append(added.Length <= room ? added : added[..room]);
    }

    private string Cut => written > text.Length ? $"\n[showing {text.Length} of {written} characters; write to a file to keep them all]\n" : "";

    /// <inheritdoc/>
    public override JsonObject ToJson() => new()
    {
        ["output_type"] = "stream",
        ["name"] = name == StreamName.Out ? "stdout" : "stderr",
        ["text"] = NotebookText.Split(text + Cut),
    };
}

/// <summary>A displayed value, or the cell's own value.</summary>
/// <param name="bundle">What is shown.</param>
/// <param name="executionCount">The cell's number where this is its value; null for a display.</param>
internal sealed class DataOutput(MimeBundle bundle, int? executionCount) : NotebookOutput
{
    /// <summary>What is shown now.</summary>
    public MimeBundle Bundle { get; set; } = bundle;

    /// <inheritdoc/>
    public override JsonObject ToJson()
    {
        JsonObject data = [];
        foreach ((string type, string content) in Bundle.Data)
        {
            data[type] = MimeBundle.IsJson(type) ? JsonNode.Parse(content) : NotebookText.Split(content);
        }

        JsonObject output = new()
        {
            ["output_type"] = executionCount is null ? "display_data" : "execute_result",
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };
        if (executionCount is int count) output["execution_count"] = count;
        return output;
    }
}

/// <summary>The error that ended the cell.</summary>
internal sealed class ErrorOutput(CellError error) : NotebookOutput
{
    /// <inheritdoc/>
    public override JsonObject ToJson() => new()
    {
        ["output_type"] = "error",
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    };
}
