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
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(15);
    private readonly Lock gate = new();
    private readonly StringBuilder pending = new();
    private readonly StreamLimit limit = new();
    private readonly JsonArray payload = [];
    private StreamName pendingName;
    private bool flushPlanned;

    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
        lock (gate)
        {
            string shown = limit.Pass(text);
            if (shown.Length == 0) return;
            if (name != pendingName) FlushText();
            pendingName = name;
            pending.Append(shown);
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
            limit.Reset();
            channel.Publish(request, "clear_output", new() { ["wait"] = wait });
        }
    }

    /// <inheritdoc/>
    public void Page(MimeBundle bundle) => payload.Add(new JsonObject { ["source"] = "page", ["data"] = bundle.ToJson(), ["start"] = 0 });

    /// <summary>What the front end is asked to do beside showing outputs.</summary>
    public JsonArray Payload => payload;

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

    /// <summary>Sends what still waits when the cell has ended, the end of a flood included.</summary>
    public void Finish()
    {
        lock (gate)
        {
            pending.Append(limit.Rest());
            FlushText();
        }
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
