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

    /// <summary>What was written so far.</summary>
    public StringBuilder Text { get; } = new();

    /// <inheritdoc/>
    public override JsonObject ToJson() => new()
    {
        ["output_type"] = "stream",
        ["name"] = name == StreamName.Out ? "stdout" : "stderr",
        ["text"] = NotebookText.Split(Text.ToString()),
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
