using System.Net;
using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Servers;

namespace Cppo.Tests.Servers;

/// <summary>A server at the end of the HTTP pipeline that answers as it is told, and remembers what it was asked.</summary>
internal sealed class ScriptedServer(Func<int, HttpResponseMessage> answer) : HttpMessageHandler
{
    public const string Good = """{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"\\boxed{4}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":5,"total_tokens":14}}""";

    private int number;

    public List<JsonNode> Bodies { get; } = [];

    public EagerTime Time { get; } = new();

    public static ServerOptions Options { get; } = new() { Concurrency = 1, Timeout = TimeSpan.FromHours(2), Attempts = 4, FirstWait = TimeSpan.FromSeconds(2), LongestWait = TimeSpan.FromSeconds(6) };

    public static HttpResponseMessage Answer(string body, int status = 200, params (string Name, string Value)[] headers)
    {
        HttpResponseMessage response = new((HttpStatusCode)status) { Content = new StringContent(body) };
        foreach ((string name, string value) in headers) response.Headers.TryAddWithoutValidation(name, value);
        return response;
    }

    public static Sample Sample(ulong id = 1) => new(id, [new Picture(2, 1, [1, 2, 3, 4, 5, 6])], "How many?", "4");

    public ServerResponder Responder(ServerOptions? options = null) =>
        new(ServerConnection.Open("http://localhost:1/v1", "m", null, this), "m", options ?? Options, Time);

    public async Task<RolloutGroup> AskAsync(ServerOptions? options = null, SamplingOptions? sampling = null)
    {
        using ServerResponder responder = Responder(options);
        return Assert.Single(await responder.RespondAsync([Sample()], sampling ?? new() { Greedy = true, GroupSize = 1 }));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        JsonNode body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        lock (Bodies)
        {
            Bodies.Add(body);
            return answer(number++);
        }
    }
}
