using System.Text;
using System.Text.Json.Nodes;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Serving;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Kernel.Tests.Serving;

public sealed class ServeTests(ServedStarter served) : IClassFixture<ServedStarter>
{
    private static readonly IReadOnlyList<Sample> Samples = new ProceduralWorld(5, WorldSplit.HeldOut).Samples(0, 12);

    [Fact]
    public async Task Greedy_answers_are_those_of_the_model_in_this_process_also_when_many_ask_at_once()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        IReadOnlyList<RolloutGroup> local = Sampler.Generate(policy, Samples, new() { Greedy = true, GroupSize = 1 });
        (int Status, JsonNode Answer)[] answers = await Task.WhenAll(Samples.Select(sample => served.Server.AskAsync(Body(sample))));
        for (int i = 0; i < answers.Length; i++)
        {
            Assert.Equal(200, answers[i].Status);
            JsonNode choice = answers[i].Answer["choices"]![0]!;
            Response expected = local[i].Responses[0];
            Assert.Equal(expected.Text, (string)choice["message"]!["content"]!);
            Assert.Equal(expected.Stop == StopReason.Length ? "length" : "stop", (string)choice["finish_reason"]!);
            Assert.Equal(expected.Length, (int)answers[i].Answer["usage"]!["completion_tokens"]!);
            Assert.Equal(local[i].PromptIds.Count, (int)answers[i].Answer["usage"]!["prompt_tokens"]!);
        }
    }

    [Fact]
    public async Task A_seed_gives_the_same_drawn_answers_whoever_asks_beside()
    {
        JsonObject body = Body(Samples[0], ("temperature", 1.3), ("seed", 11), ("n", 3), ("top_p", 0.9));
        JsonNode alone = (await served.Server.AskAsync(body)).Answer;
        Task<(int, JsonNode)>[] beside = [.. Samples.Select((sample, i) => served.Server.AskAsync(Body(sample, ("temperature", 1.3), ("seed", i), ("n", 3), ("top_p", 0.9))))];
        JsonNode again = (await served.Server.AskAsync(body)).Answer;
        await Task.WhenAll(beside);
        Assert.Equal(3, Texts(alone).Length);
        Assert.Equal(Texts(alone), Texts(again));
        JsonNode other = (await served.Server.AskAsync(Body(Samples[0], ("temperature", 1.3), ("seed", 12), ("n", 3), ("top_p", 0.9)))).Answer;
        Assert.NotEqual(Texts(alone), Texts(other));
    }

    [Fact]
    public async Task Log_probabilities_are_those_of_the_tokens_with_the_likeliest_beside_them()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, trainable: false);
        Response expected = Sampler.Generate(policy, [Samples[1]], new() { Greedy = true, GroupSize = 1 })[0].Responses[0];
        JsonNode answer = (await served.Server.AskAsync(Body(Samples[1], ("logprobs", true), ("top_logprobs", 3)))).Answer;
        JsonArray tokens = answer["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        Assert.Equal(expected.TokenIds.Select(policy.Tokenizer.TokenText), tokens.Select(token => (string)token!["token"]!));
        Assert.Equal(expected.LogProbabilities.Select(value => (double)value), tokens.Select(token => (double)token!["logprob"]!), (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.All(tokens, token => Assert.Equal((string)token!["token"]!, (string)token["top_logprobs"]![0]!["token"]!));
        Assert.All(tokens, token => Assert.Equal(3, token!["top_logprobs"]!.AsArray().Count));
        byte[] bytes = [.. tokens.SkipLast(1).SelectMany(token => token!["bytes"]!.AsArray().Select(value => (byte)(int)value!))];
        Assert.StartsWith(Encoding.UTF8.GetString(bytes), expected.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_adds_up_to_the_whole_answer_without_its_stop_string()
    {
        JsonObject body = Body(Samples[2], ("stop", "</think>"), ("n", 2), ("temperature", 1), ("seed", 4));
        JsonNode whole = (await served.Server.AskAsync(body)).Answer;
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        using HttpResponseMessage response = await served.Server.Http.PostAsync($"{served.Server.Url}/chat/completions", new StringContent(body.ToJsonString()));
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        string[] events = [.. (await response.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)];
        Assert.Equal("data: [DONE]", events[^1]);
        JsonNode[] chunks = [.. events.SkipLast(1).Select(text => JsonNode.Parse(text["data: ".Length..])!)];
        for (int row = 0; row < 2; row++)
        {
            JsonNode[] own = [.. chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Where(choice => (int)choice!["index"]! == row).Select(choice => choice!)];
            Assert.Equal(Texts(whole)[row], string.Concat(own.Select(choice => (string?)choice["delta"]!["content"])));
            Assert.Equal("stop", (string?)own[^1]["finish_reason"]);
            Assert.DoesNotContain("</think>", Texts(whole)[row], StringComparison.Ordinal);
        }

        Assert.Equal(whole["usage"]!.ToJsonString(), chunks[^1]["usage"]!.ToJsonString());
    }

    public static TheoryData<string, int, string> BadBodies => new()
    {
        { "{", 400, "not valid JSON" },
        { "[]", 400, "must be a JSON object" },
        { """{"messages": []}""", 400, "'model'" },
        { """{"model": "gpt-9", "messages": []}""", 404, "'starter' is" },
        { """{"model": "starter"}""", 400, "'messages'" },
        { """{"model": "starter", "messages": [7]}""", 400, "messages[0]" },
        { """{"model": "starter", "messages": [{"role": "king", "content": "x"}]}""", 400, "messages[0].role" },
        { """{"model": "starter", "messages": [{"role": "user", "content": "no picture"}]}""", 400, "exactly one picture" },
        { Picture("http://example.org/a.png"), 400, "fetches no pictures" },
        { Picture("data:image/png;base64,AAA*"), 400, "valid base64" },
        { Picture("data:image/png;base64,AAAA"), 400, "not a picture" },
        { Picture("data:image/png;base64,"), 400, "empty" },
        { With("\"temperature\": -1"), 400, "'temperature'" },
        { With("\"temperature\": \"hot\""), 400, "'temperature'" },
        { With("\"n\": 0"), 400, "'n'" },
        { With("\"n\": 1.5"), 400, "'n'" },
        { With("\"max_tokens\": 1000000000"), 400, "'max_tokens'" },
        { With("\"top_p\": 0"), 400, "'top_p'" },
        { With("\"stop\": [\"\"]"), 400, "'stop'" },
        { With("\"stop\": 3"), 400, "'stop'" },
        { With("\"seed\": 1e99"), 400, "'seed'" },
        { With("\"top_logprobs\": 2"), 400, "'logprobs'" },
        { With("\"stream\": true, \"logprobs\": true"), 400, "not streamed" },
        { With("\"tools\": [{}]"), 400, "'tools'" },
        { With("\"response_format\": {\"type\": \"json_object\"}"), 400, "'response_format'" },
        { With("\"stop_token_ids\": [-1]"), 400, "'stop_token_ids'" },
        { """{"model": "starter", "messages": [{"role": "user", "content": "\ud800"}]}""", 400, "Unicode" },
    };

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task Bad_input_gets_an_error_object_that_names_the_field(string body, int status, string says)
    {
        using HttpResponseMessage response = await served.Server.Http.PostAsync($"{served.Server.Url}/chat/completions", new StringContent(body));
        JsonNode error = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!;
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(says, (string)error["message"]!, StringComparison.Ordinal);
        Assert.EndsWith("_error", (string)error["type"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_unknown_addresses_are_errors_of_the_protocol()
    {
        HttpClient http = served.Server.Http;
        JsonNode models = JsonNode.Parse(await http.GetStringAsync($"{served.Server.Url}/models"))!;
        Assert.Equal("starter", (string)models["data"]![0]!["id"]!);
        Assert.Equal("starter", (string)JsonNode.Parse(await http.GetStringAsync($"{served.Server.Url}/models/starter"))!["id"]!);
        foreach ((string path, int status) in new[] { ("/v1/models/other", 404), ("/v1/embeddings", 404), ("/v1/chat/completions", 405) })
        {
            using HttpResponseMessage response = await http.GetAsync(served.Server.Root + path);
            Assert.Equal(status, (int)response.StatusCode);
            Assert.NotNull(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"]!["message"]);
        }
    }

    [Fact]
    public async Task A_key_is_asked_for_and_Ctrl_C_ends_with_code_0()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("The signal is sent by a shell.");
        using ServerProcess server = await ServerProcess.StartAsync(
            new Dictionary<string, string> { ["SERVE_TEST_KEY"] = "right" }, "--key-env", "SERVE_TEST_KEY", "--served-model", "mine");
        Assert.Equal(401, (await server.AskAsync(Body(Samples[0]))).Status);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");
        Assert.Equal(401, (await server.AskAsync(Body(Samples[0]))).Status);
        server.Http.DefaultRequestHeaders.Authorization = new("Bearer", "right");
        Assert.Equal(200, (await server.AskAsync(Body(Samples[0], ("model", "mine")))).Status);
        Assert.Equal(0, await server.InterruptAsync());
    }

    [Fact]
    public void Faults_are_shares_of_the_requests_and_the_same_for_a_seed()
    {
        FaultPlan plan = FaultPlan.Parse("429=0.2, 500=0.1, cut=0.1, slow=0.1, seed=7, slow-seconds=3");
        Fault[] faults = [.. Enumerable.Range(0, 4000).Select(plan.Of)];
        Assert.Equal(faults, Enumerable.Range(0, 4000).Select(FaultPlan.Parse("slow=0.1,cut=0.1,500=0.1,429=0.2,seed=7").Of));
        Assert.InRange(faults.Count(fault => fault == Fault.TooMany), 700, 900);
        Assert.InRange(faults.Count(fault => fault == Fault.None), 1850, 2150);
        Assert.All(faults, fault => Assert.Equal(Fault.None, FaultPlan.None.Of((int)fault)));
        foreach (string wrong in new[] { "429", "429=x", "418=0.1", "429=0.6,500=0.6", "429=-1" })
            Assert.Throws<UsageException>(() => FaultPlan.Parse(wrong));
    }

    internal static JsonObject Body(Sample sample, params (string Name, JsonNode Value)[] others)
    {
        JsonObject body = new()
        {
            ["model"] = "starter",
            ["temperature"] = 0,
            ["max_tokens"] = 26,
            ["messages"] = new JsonArray(new JsonObject
            {
                ["role"] = "user",
                ["content"] = new JsonArray(
                    new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = $"data:image/png;base64,{Convert.ToBase64String(sample.Pictures[0].ToPng())}" } },
                    new JsonObject { ["type"] = "text", ["text"] = sample.Question }),
            }),
        };
        foreach ((string name, JsonNode value) in others) body[name] = value;
        return body;
    }

    private static string[] Texts(JsonNode answer) => [.. answer["choices"]!.AsArray().Select(choice => (string)choice!["message"]!["content"]!)];

    private static string Picture(string url) => new JsonObject
    {
        ["model"] = "starter",
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "image_url", ["image_url"] = new JsonObject { ["url"] = url } }),
        }),
    }.ToJsonString();

    private static string With(string field) => $$"""{"model": "starter", "messages": [{"role": "user", "content": "x"}], {{field}}}""";
}
