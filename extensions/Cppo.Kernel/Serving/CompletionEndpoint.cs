using System.Text;
using System.Text.Json.Nodes;
using Cppo.Models;
using Cppo.Rollouts;
using Microsoft.AspNetCore.Http;

namespace Cppo.Kernel.Serving;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class CompletionEndpoint(Policy policy, ServerSettings settings, CompletionQueue queue, ServerCounts counts)
{
    private readonly RequestReader reader = new(settings.Name, settings.LongestResponse, policy.Model.Configuration.Text.VocabularySize);

    /// <summary>Answers a request, or breaks it as planned.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        int number = counts.Begin();
        bool over = false;
        try
        {
            Fault fault = settings.Faults.Of(number);
            if (fault != Fault.None) counts.Fault(FaultPlan.NameOf(fault));
            if (fault == Fault.TooMany) throw new RequestException(429, "Too many requests (on purpose).", code: "rate_limit_exceeded");
            if (fault == Fault.Failure) throw new RequestException(500, "The server failed (on purpose).");
            if (fault == Fault.Slow) await Task.Delay(TimeSpan.FromSeconds(settings.Faults.SlowSeconds), context.RequestAborted).ConfigureAwait(false);
            using MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            CompletionRequest request = reader.Read(body.GetBuffer().AsMemory(0, (int)body.Length));
            PendingCompletion pending = queue.Add(request, context.RequestAborted);
            CompletionJson json = new(policy.Tokenizer, settings.Name, $"chatcmpl-{Guid.NewGuid():N}", DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            if (request.Streams)
            {
                await StreamAsync(context, json, pending, fault == Fault.Cut).ConfigureAwait(false);
                End(answered: fault != Fault.Cut);
                return;
            }

            JsonObject answer = json.Whole(request, await pending.Answer.ConfigureAwait(false));
            End(answered: fault != Fault.Cut); // before the client can know it and send its next one
            await WholeAsync(context, answer, fault == Fault.Cut).ConfigureAwait(false);
        }
        finally
        {
            End(answered: false);
        }

        void End(bool answered)
        {
            if (over) return;
            over = true;
            counts.End(answered);
        }
    }

    private static async Task WholeAsync(HttpContext context, JsonObject answer, bool cut)
    {
        byte[] content = Encoding.UTF8.GetBytes(answer.ToJsonString());
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = content.Length;
        await context.Response.Body.WriteAsync(content.AsMemory(0, cut ? content.Length / 2 : content.Length), context.RequestAborted).ConfigureAwait(false);
        await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        if (cut) context.Abort();
    }

    // Server-sent events. An error after the first of them can only end the connection.
    private static async Task StreamAsync(HttpContext context, CompletionJson json, PendingCompletion pending, bool cut)
    {
        CompletionRequest request = pending.Request;
        Dictionary<int, StreamedText> texts = [];
        await foreach (SampledToken token in pending.Tokens.Reader.ReadAllAsync(context.RequestAborted).ConfigureAwait(false))
        {
            if (!texts.TryGetValue(token.Row, out StreamedText? text))
            {
                texts[token.Row] = text = new(request.Sampling.StopStrings);
                await SendAsync(json.Chunk(token.Row, new() { ["role"] = "assistant", ["content"] = "" })).ConfigureAwait(false);
            }

            string piece = text.Push(token.Text, token.IsLast);
            if (piece.Length > 0) await SendAsync(json.Chunk(token.Row, new() { ["content"] = piece })).ConfigureAwait(false);
            if (!cut) continue;
            context.Abort();
            return;
        }

        Completion completion = await pending.Answer.ConfigureAwait(false);
        for (int i = 0; i < completion.Responses.Count; i++)
            await SendAsync(json.Chunk(i, new(), CompletionJson.Finish(completion.Responses[i].Stop))).ConfigureAwait(false);
        if (request.StreamsUsage) await SendAsync(json.UsageChunk(completion)).ConfigureAwait(false);
        await WriteAsync("[DONE]").ConfigureAwait(false);

        Task SendAsync(JsonObject chunk) => WriteAsync(chunk.ToJsonString());

        async Task WriteAsync(string data)
        {
            if (!context.Response.HasStarted) context.Response.ContentType = "text/event-stream; charset=utf-8";
            await context.Response.WriteAsync($"data: {data}\n\n", context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }
}
