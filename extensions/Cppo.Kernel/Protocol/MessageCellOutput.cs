using System.Text;
using System.Text.Json.Nodes;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Protocol;

/// <summary>
/// Sends the outputs of one cell while it runs. Text is gathered for some milliseconds, so that a loop of small writes
/// does not become as many messages; everything leaves in the order in which it was written.
/// </summary>
/// <param name="channel">Where messages go.</param>
/// <param name="request">The request that runs the cell.</param>
/// <param name="input">Answers of the user.</param>
internal sealed class MessageCellOutput(KernelChannel channel, JupyterMessage request, InputChannel input) : ICellOutput
{
    private const int FlushCharacters = 1 << 16;
    private const long MostCharacters = 256L << 20;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private StreamName pendingName;
    private long written;
    private bool flushPlanned;

    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
        lock (gate)
        {
            if (written >= MostCharacters) return;
            if (name != pendingName) FlushText();
            pendingName = name;
            pending.Append(text);
            written += text.Length;
            if (written >= MostCharacters) pending.Append($"\n[This cell has written {MostCharacters >> 20} million characters; the rest is not shown.]\n");
            if (pending.Length >= FlushCharacters) FlushText();
            else if (!flushPlanned) PlanFlush();
        }
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
        lock (gate)
        {
            FlushText();
            channel.Publish(request, "display_data", Content(bundle, displayId));
        }
    }

    /// <inheritdoc/>
    public void UpdateDisplay(MimeBundle bundle, string displayId)
    {
        lock (gate)
        {
            FlushText();
            channel.Publish(request, "update_display_data", Content(bundle, displayId));
        }
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
        lock (gate)
        {
            FlushText();
            channel.Publish(request, "clear_output", new() { ["wait"] = wait });
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation)
    {
        if (!request.Flag("allow_stdin", false))
        {
            throw new CppoException("The cell asks for input, and this notebook program does not pass questions on.", "Assign the value in the cell instead.");
        }

        Flush();
        return input.Ask(request, prompt, password, cancellation);
    }

    /// <summary>Sends text that still waits.</summary>
    public void Flush()
    {
        lock (gate) FlushText();
    }

    /// <summary>A bundle as messages carry it.</summary>
    public static JsonObject Content(MimeBundle bundle, string? displayId = null)
    {
        JsonObject content = new() { ["data"] = bundle.ToJson(), ["metadata"] = new JsonObject(), ["transient"] = new JsonObject() };
        if (displayId is not null) content["transient"]!["display_id"] = displayId;
        return content;
    }

    private void PlanFlush()
    {
        flushPlanned = true;
        _ = FlushLaterAsync();
    }

    private async Task FlushLaterAsync()
    {
        await Task.Delay(Gathering).ConfigureAwait(false);
        lock (gate)
        {
            flushPlanned = false;
            FlushText();
        }
    }

    private void FlushText()
    {
        if (pending.Length == 0) return;
        channel.Publish(request, "stream", new()
        {
            ["name"] = pendingName == StreamName.Out ? "stdout" : "stderr",
            ["text"] = pending.ToString(),
        });
        pending.Clear();
    }
}
