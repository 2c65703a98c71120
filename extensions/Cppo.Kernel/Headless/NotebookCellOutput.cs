using System.Text.Json.Nodes;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Headless;

/// <summary>Outputs that can be replaced later, by their display name, across all cells of a run.</summary>
internal sealed class DisplayRegistry
{
    private readonly Dictionary<string, List<DataOutput>> outputs = new(StringComparer.Ordinal);

    /// <summary>Remembers an output under its name.</summary>
    public void Add(string displayId, DataOutput output)
    {
        lock (outputs)
        {
            if (!outputs.TryGetValue(displayId, out List<DataOutput>? known)) outputs[displayId] = known = [];
            known.Add(output);
        }
    }

    /// <summary>Replaces every output of a name.</summary>
    public void Update(string displayId, MimeBundle bundle)
    {
        lock (outputs)
        {
            if (!outputs.TryGetValue(displayId, out List<DataOutput>? known)) return;
            foreach (DataOutput output in known) output.Bundle = bundle;
        }
    }
}

/// <summary>Collects the outputs of one cell for a notebook file.</summary>
internal sealed class NotebookCellOutput(DisplayRegistry displays) : ICellOutput
{
    private readonly List<NotebookOutput> outputs = [];
    private bool clearNext;

    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
        lock (outputs)
        {
            ClearIfWaiting();
            if (outputs is not [.., StreamOutput last] || last.Name != name) outputs.Add(last = new(name));
            last.Append(text);
        }
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
        DataOutput output = new(bundle, null);
        if (displayId is not null) displays.Add(displayId, output);
        Add(output);
    }

    /// <inheritdoc/>
    public void UpdateDisplay(MimeBundle bundle, string displayId) => displays.Update(displayId, bundle);

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (outputs)
        {
            clearNext = wait;
            if (!wait) outputs.Clear();
        }
    }

    /// <inheritdoc/>
    public void Page(MimeBundle bundle) => Add(new DataOutput(bundle, null));

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => throw new CppoException(
        "The cell asks for input, and nobody is there to answer.", "Give the value as a parameter instead (a cell tagged 'parameters' and --set).");

    /// <summary>Adds how the cell ended.</summary>
    public void Finish(CellOutcome outcome, int executionCount)
    {
        if (outcome.Value is not null) Add(new DataOutput(outcome.Value, executionCount));
        if (outcome.Error?.View is { } view) Add(new DataOutput(view, null));
        if (outcome.Error is { Calm: false }) Add(new ErrorOutput(outcome.Error));
    }

    /// <summary>The outputs so far as a notebook file holds them.</summary>
    public JsonArray ToJson()
    {
        lock (outputs) return new([.. outputs.Select(output => output.ToJson())]);
    }

    private void Add(NotebookOutput output)
    {
        lock (outputs)
        {
            ClearIfWaiting();
            outputs.Add(output);
        }
    }

    private void ClearIfWaiting()
    {
        if (clearNext) outputs.Clear();
        clearNext = false;
    }
}
