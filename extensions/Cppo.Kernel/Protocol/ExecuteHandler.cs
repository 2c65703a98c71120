using System.Text.Json.Nodes;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Headless;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Protocol;

/// <summary>Carries out execute requests.</summary>
internal sealed class ExecuteHandler(NotebookSession session, KernelChannel channel, InputChannel input, InputHistory history)
{
    private int count;
    private MessageCellOutput? running;

    /// <summary>Runs a cell and answers.</summary>
    /// <returns>False where the cell failed and those that wait behind it are not to run.</returns>
    public async Task<bool> RunAsync(JupyterMessage request)
    {
        string code = request.Text("code");
        bool silent = request.Flag("silent", false);
        bool counted = !silent && request.Flag("store_history", true);
        if (counted && code.Trim().Length > 0) history.Add(++count, code);
        if (!silent) channel.Publish(request, "execute_input", new() { ["code"] = code, ["execution_count"] = count });

        MessageCellOutput messages = new(channel, request, input);
        ICellOutput output = silent ? new DiscardedOutput() : messages;
        running = messages;
        CellOutcome outcome = await session.ExecuteAsync(code, count, output, CellMetadata.Language(request.Metadata)).ConfigureAwait(false);
        running = null;
        messages.Finish();
        if (outcome.Value is not null && !silent)
        {
            JsonObject result = MessageCellOutput.Content(outcome.Value);
            result["execution_count"] = count;
            channel.Publish(request, "execute_result", result);
        }

        if (outcome.Error?.View is { } view) output.Display(view, null);
        if (outcome.Error is { Calm: false } && !silent) channel.Publish(request, "error", Error(outcome.Error));
        JsonObject reply = outcome.Error is { } error ? Error(error) : new() { ["payload"] = messages.Payload };
        reply["status"] = outcome.Error is null ? "ok" : "error";
        reply["execution_count"] = count;
        if (outcome.Error is null) reply["user_expressions"] = await ExpressionsAsync(request).ConfigureAwait(false);
        channel.Reply(Channel.Shell, request, "execute_reply", reply);
        return outcome.Error is null || !request.Flag("stop_on_error", true);
    }

    /// <summary>Sends what the running cell has written, and a sentence behind it; does nothing between cells.</summary>
    public void Say(string sentence)
    {
        if (running is not { } output) return;
        output.Stream(StreamName.Error, sentence + "\n");
        output.Finish();
    }

    /// <summary>Answers a request that is not carried out, because one before it failed.</summary>
    public void Abort(JupyterMessage request) =>
        channel.Reply(Channel.Shell, request, "execute_reply", new() { ["status"] = "aborted", ["execution_count"] = count });

    private static JsonObject Error(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)line)]),
    };

    private async Task<JsonObject> ExpressionsAsync(JupyterMessage request)
    {
        JsonObject results = [];
        foreach ((string name, JsonNode? expression) in request.Content["user_expressions"] as JsonObject ?? [])
        {
            try
            {
                CellValue value = await session.CSharp.RunAsync(expression?.ToString() ?? "", "expression", default).ConfigureAwait(false);
                results[name] = new JsonObject
                {
                    ["status"] = "ok", ["data"] = ValueFormatter.Format(value.Value).ToJson(), ["metadata"] = new JsonObject(),
                };
            }
            catch (Exception error)
            {
                JsonObject failed = Error(ErrorFormatter.Format(error, "expression", new Dictionary<string, string>()));
                failed["status"] = "error";
                results[name] = failed;
            }
        }

        return results;
    }
}
