using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Servers;

namespace Cppo.Tests.Servers;

public sealed class ServerRequestTests
{
    [Fact]
    public async Task Pictures_stand_where_they_belong_as_the_very_pixels_behind_a_system_turn()
    {
        Picture first = new(2, 1, [1, 2, 3, 4, 5, 6]), second = new(1, 2, [9, 8, 7, 6, 5, 4]);
        using ScriptedServer server = new(_ => ScriptedServer.Answer(ScriptedServer.Good));
        using ServerResponder responder = server.Responder(ScriptedServer.Options with { SystemText = "Be brief." });
        await responder.RespondAsync([new Sample(3, [first, second], "Is it  left of ?", "yes") { PicturePlaces = [6, 15] }], new() { Greedy = true, GroupSize = 1 });
        JsonArray messages = Assert.Single(server.Bodies)["messages"]!.AsArray();
        Assert.Equal(["system", "user"], messages.Select(message => (string)message!["role"]!));
        Assert.Contains("Be brief.", messages[0]!["content"]!.ToJsonString(), StringComparison.Ordinal);
        JsonArray parts = messages[1]!["content"]!.AsArray();
        Assert.Equal(["Is it ", null, " left of ", null, "?"], parts.Select(part => (string?)part!["text"]));
        Assert.Equal(first.Rgb.ToArray(), Decoded(parts[1]!).Rgb.ToArray());
        Assert.Equal(second.Rgb.ToArray(), Decoded(parts[3]!).Rgb.ToArray());
    }

    [Fact]
    public async Task Greedy_is_temperature_0_and_nothing_else_is_sent()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(ScriptedServer.Good));
        await server.AskAsync(sampling: new() { Greedy = true, GroupSize = 1, MaxNewTokens = 99 });
        JsonObject body = server.Bodies[0].AsObject();
        Assert.Equal(["max_completion_tokens", "messages", "model", "temperature"], body.Select(field => field.Key).Order());
        Assert.Equal((0, 99, "m"), ((int)body["temperature"]!, (int)body["max_completion_tokens"]!, (string)body["model"]!));
    }

    [Fact]
    public async Task Every_response_is_drawn_by_a_seed_of_its_own_that_is_the_same_the_next_time()
    {
        SamplingOptions sampling = new()
        {
            GroupSize = 3, Temperature = 0.7, TopP = 0.9, TopK = 40, RepetitionPenalty = 1.1, StopStrings = ["</answer>"], StopTokens = [7, 8], Seed = 5,
        };
        using ScriptedServer server = new(_ => ScriptedServer.Answer(ScriptedServer.Good)), again = new(_ => ScriptedServer.Answer(ScriptedServer.Good));
        RolloutGroup group = await server.AskAsync(sampling: sampling);
        await again.AskAsync(sampling: sampling);
        Assert.Equal(3, group.Responses.Count);
        long[] seeds = [.. server.Bodies.Select(body => (long)body["seed"]!)];
        Assert.Equal(3, seeds.Distinct().Count());
        Assert.Equal(seeds.Order(), again.Bodies.Select(body => (long)body["seed"]!).Order());
        Assert.All(server.Bodies, body =>
        {
            Assert.Equal((0.7f, 0.9f, 40), ((float)body["temperature"]!, (float)body["top_p"]!, (int)body["top_k"]!));
            Assert.Equal(1.1, (double)body["repetition_penalty"]!);
            Assert.Equal("[7,8]", body["stop_token_ids"]!.ToJsonString());
            Assert.Equal("</answer>", (string)body["stop"]![0]!);
        });
    }

    [Fact]
    public async Task Text_length_stop_and_tokens_are_the_servers()
    {
        string answer = ScriptedServer.Good.Replace("\"finish_reason\":\"stop\"", """
            "finish_reason":"length","logprobs":{"content":[{"token":"a","logprob":-0.5,"bytes":[97],"top_logprobs":[]},{"token":" b","logprob":-1.25,"bytes":null,"top_logprobs":[]}]}
            """, StringComparison.Ordinal);
        using ScriptedServer server = new(_ => ScriptedServer.Answer(answer));
        Response response = Assert.Single((await server.AskAsync(ScriptedServer.Options with { LogProbabilities = true })).Responses);
        Assert.True((bool)server.Bodies[0]["logprobs"]!);
        Assert.Equal(("\\boxed{4}", 5, StopReason.Length), (response.Text, response.Length, response.Stop));
        Assert.Equal(["a", " b"], response.TokenTexts);
        Assert.Equal([-0.5f, -1.25f], response.LogProbabilities);
        Assert.Empty(response.TokenIds);
    }

    [Fact]
    public async Task Options_and_places_that_fit_nothing_are_refused_before_anything_is_sent()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(ScriptedServer.Good));
        using ServerResponder responder = server.Responder();
        await Assert.ThrowsAsync<CppoException>(() => responder.RespondAsync([], new()));
        await Assert.ThrowsAsync<CppoException>(() => responder.RespondAsync([ScriptedServer.Sample()], new() { Temperature = -1 }));
        await Assert.ThrowsAsync<CppoException>(() => responder.RespondAsync([ScriptedServer.Sample() with { PicturePlaces = [0, 1] }], new()));
        Assert.Throws<CppoException>(() => server.Responder(new() { Concurrency = 0 }));
        Assert.Throws<CppoException>(() => server.Responder(new() { Timeout = TimeSpan.Zero }));
        Assert.Throws<ServerException>(() => ServerResponder.Connect("localhost:8000", "m"));
        Assert.Throws<ServerException>(() => ServerResponder.Connect("http://user:secret@localhost:8000/v1", "m"));
        ServerException unset = Assert.Throws<ServerException>(() => ServerResponder.Connect("http://localhost:8000/v1", "m", "CPPO_TEST_NO_SUCH_KEY"));
        Assert.Contains("CPPO_TEST_NO_SUCH_KEY", unset.Message, StringComparison.Ordinal);
        Assert.Empty(server.Bodies);
    }

    private static Picture Decoded(JsonNode part)
    {
        const string Head = "data:image/png;base64,";
        string url = (string)part["image_url"]!["url"]!;
        Assert.StartsWith(Head, url, StringComparison.Ordinal);
        return Picture.Decode(Convert.FromBase64String(url[Head.Length..]), "sent");
    }
}
