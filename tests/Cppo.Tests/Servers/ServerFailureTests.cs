using Cppo.Rollouts;
using Cppo.Servers;

namespace Cppo.Tests.Servers;

public sealed class ServerFailureTests
{
    private const string Refusal = """{"error":{"message":"too long: sk-secret","type":"invalid_request_error"}}""";

    [Theory]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task What_passes_is_asked_again_after_growing_waits_and_then_answered(int status)
    {
        using ScriptedServer server = new(number => number < 3 ? ScriptedServer.Answer("busy", status) : ScriptedServer.Answer(ScriptedServer.Good));
        using ServerResponder responder = server.Responder();
        RolloutGroup group = Assert.Single(await responder.RespondAsync([ScriptedServer.Sample()], new() { Greedy = true, GroupSize = 1 }));
        Assert.Null(group.Failure);
        Assert.Equal("\\boxed{4}", group.Responses[0].Text);
        Assert.Equal(new Dictionary<string, int> { [$"{status}"] = 3 }, responder.Statistics.Retries);
        double[] waits = [.. server.Time.Waits.Select(wait => wait.TotalSeconds)];
        Assert.Equal(3, waits.Length);
        Assert.InRange(waits[0], 1, 2);
        Assert.InRange(waits[1], 2, 4);
        Assert.InRange(waits[2], 3, 6); // 8, but no wait is longer than 6
    }

    [Fact]
    public async Task A_sample_that_fails_to_the_end_is_reported_and_counted_never_guessed()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer("""{"error":{"message":"overloaded"}}""", 503));
        using ServerResponder responder = server.Responder();
        RolloutGroup group = Assert.Single(await responder.RespondAsync([ScriptedServer.Sample()], new() { GroupSize = 1 }));
        Assert.Empty(group.Responses);
        Assert.Equal("The server answered 503: overloaded. (4 attempts)", group.Failure);
        Assert.Equal((4, 0, 1, 1), (responder.Statistics.Requests, responder.Statistics.Answers, responder.Statistics.NotAnswered, responder.Statistics.MostAtOnce));
        Assert.Equal("4 requests, 3 repeated (3 x 503); 0 answers; 1 samples not answered", responder.Statistics.ToString());
    }

    [Theory]
    [InlineData("retry-after", "5", 5)]
    [InlineData("retry-after-ms", "4500", 4.5)]
    [InlineData("retry-after", "Thu, 01 Jan 2026 00:00:09 GMT", 9)]
    public async Task The_wait_that_a_server_asks_for_is_kept(string header, string value, double seconds)
    {
        using ScriptedServer server = new(number => number == 0 ? ScriptedServer.Answer("", 429, (header, value)) : ScriptedServer.Answer(ScriptedServer.Good));
        Assert.Null((await server.AskAsync()).Failure);
        Assert.Equal(seconds, Assert.Single(server.Time.Waits).TotalSeconds);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_too_long_is_not_waited_for()
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer("", 429, ("retry-after", "86400")));
        Assert.Contains("86400 s", (await server.AskAsync()).Failure, StringComparison.Ordinal);
        Assert.Empty(server.Time.Waits);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refused_request_is_not_repeated_and_says_why(int status)
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(Refusal, status));
        RolloutGroup group = await server.AskAsync();
        Assert.Equal($"The server refuses the request ({status}): too long: sk-secret.", group.Failure);
        Assert.Single(server.Bodies);
    }

    [Theory]
    [InlineData(401, "--key-env")]
    [InlineData(403, "--key-env")]
    [InlineData(404, "/v1/models")]
    [InlineData(405, "/v1")]
    [InlineData(301, "/v1")]
    public async Task What_concerns_every_request_ends_the_call_with_advice(int status, string advice)
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(Refusal, status));
        using ServerResponder responder = server.Responder();
        Sample[] samples = [.. Enumerable.Range(0, 20).Select(id => ScriptedServer.Sample((ulong)id))];
        ServerException error = await Assert.ThrowsAsync<ServerException>(() => responder.RespondAsync(samples, new() { GroupSize = 2 }));
        Assert.Contains($"{status}", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Advice.Replace("GET ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.InRange(server.Bodies.Count, 1, 20); // of 40
        if (status is 401 or 403) Assert.DoesNotContain("sk-secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_down_is_given_up_after_a_number_of_samples()
    {
        using ScriptedServer server = new(_ => throw new HttpRequestException("Connection refused"));
        using ServerResponder responder = server.Responder(ScriptedServer.Options with { Attempts = 2, GiveUpAfter = 3 });
        Sample[] samples = [.. Enumerable.Range(0, 40).Select(id => ScriptedServer.Sample((ulong)id))];
        ServerException error = await Assert.ThrowsAsync<ServerException>(() => responder.RespondAsync(samples, new() { GroupSize = 1 }));
        Assert.Contains("3 samples in a row", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
        Assert.InRange(server.Bodies.Count, 6, 40); // of 80
    }

    [Fact]
    public async Task Cancelling_ends_a_wait_and_keeps_nothing()
    {
        using CancellationTokenSource source = new();
        using ScriptedServer server = new(_ =>
        {
            source.Cancel();
            return ScriptedServer.Answer("", 500);
        });
        using ServerResponder responder = server.Responder();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => responder.RespondAsync([ScriptedServer.Sample(), ScriptedServer.Sample(2)], new(), source.Token));
        Assert.Single(server.Bodies);
    }

    public static TheoryData<string> Hostile =>
    [
        "<!doctype html><html><body>Welcome</body></html>", "", "null", "[]", "42", "{", "{}", """{"choices":null}""", """{"choices":[]}""", """{"choices":[{}]}""",
        """{"choices":[null]}""", """{"choices":{"0":1}}""", """{"choices":[{"index":0,"message":null,"finish_reason":"stop"}]}""",
        """{"choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"stop"}]}""",
        """{"choices":[{"index":0,"message":{"role":"assistant","content":17},"finish_reason":"stop"}]}""",
        """{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"content_filter"}]}""",
        """{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"made up"}]}""",
        """{"id":7,"choices":"x","usage":[]}""", "{\"choices\":" + new string('[', 10_000), "{\"choices\":[{\"message\":{\"content\":\"\\ud800\"}}]}",
        "\u0000\u0001", "{\"error\":{\"message\":\"no\"}}",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task An_answer_that_is_none_fails_its_sample_with_a_sentence_and_is_not_repeated(string body)
    {
        using ScriptedServer server = new(_ => ScriptedServer.Answer(body));
        RolloutGroup group = await server.AskAsync();
        Assert.Empty(group.Responses);
        Assert.Contains("answer", group.Failure!, StringComparison.Ordinal);
        Assert.InRange(group.Failure!.Length, 10, 500);
        Assert.Single(server.Bodies);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        using ScriptedServer server = new(_ => new(System.Net.HttpStatusCode.OK) { Content = new StreamContent(new Endless()) });
        Assert.Equal("The answer is larger than 32 MB.", (await server.AskAsync()).Failure);
    }

    [Fact]
    public async Task An_empty_text_is_an_answer_and_so_is_one_that_was_cut_off_before_its_text()
    {
        using ScriptedServer empty = new(_ => ScriptedServer.Answer(ScriptedServer.Good.Replace("\\\\boxed{4}", "", StringComparison.Ordinal)));
        Assert.Equal(("", StopReason.EndToken), Only(await empty.AskAsync()));
        using ScriptedServer cut = new(_ => ScriptedServer.Answer(
            ScriptedServer.Good.Replace("\"\\\\boxed{4}\"", "null", StringComparison.Ordinal).Replace("\"stop\"", "\"length\"", StringComparison.Ordinal)));
        Assert.Equal(("", StopReason.Length), Only(await cut.AskAsync()));

        static (string, StopReason) Only(RolloutGroup group) => (Assert.Single(group.Responses).Text, group.Responses[0].Stop);
    }

    private sealed class Endless : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            buffer.Span.Fill((byte)'{');
            return ValueTask.FromResult(buffer.Length);
        }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'{');
            return buffer.Length;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            byte[] block = new byte[bufferSize];
            while (true) await destination.WriteAsync(block, cancellationToken);
        }
    }
}
