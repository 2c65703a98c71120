using System.CommandLine;
using Cppo.Servers;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>A server that the command line names.</summary>
/// <param name="Address">"http://host:8000/v1".</param>
/// <param name="KeyVariable">The environment variable that holds its key; null for none.</param>
/// <param name="Options">How patiently to ask.</param>
internal sealed record ServerChoice(string Address, string? KeyVariable, ServerOptions Options);

/// <summary>The options that name a server.</summary>
internal sealed class ServerCommandOptions
{
    private readonly Option<string?> address = new("--server") { Description = "Ask --model behind an OpenAI-compatible server (vLLM, SGLang, cppo serve), for instance http://host:8000/v1; --model is its name there." };
    private readonly Option<string?> key = new("--key-env") { Description = "The environment variable that holds the server's key. Default: none is sent." };
    private readonly Option<int?> concurrency = new("--concurrency") { Description = $"Requests to the server at once. Default: {new ServerOptions().Concurrency}." };
    private readonly Option<double?> timeout = new("--timeout") { Description = $"Seconds that a request may take. Default: {new ServerOptions().Timeout.TotalSeconds}." };
    private readonly Option<int?> attempts = new("--attempts") { Description = $"How often a request is sent at most; waits between grow. Default: {new ServerOptions().Attempts}." };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [address, key, concurrency, timeout, attempts];

    /// <summary>The server that a command line names; null where it names none.</summary>
    /// <exception cref="UsageException">Options of a server without one.</exception>
    public ServerChoice? Read(ParseResult parsed)
    {
        if (parsed.GetValue(address) is { } named)
        {
            ServerOptions usual = new();
            double seconds = parsed.GetValue(timeout) ?? usual.Timeout.TotalSeconds;
            if (!(seconds > 0 && seconds <= 86_400)) throw new UsageException($"--timeout {seconds} is not possible.", "Give seconds, above 0 and at most a day.");
            return new(named, parsed.GetValue(key), usual with
            {
                Concurrency = parsed.GetValue(concurrency) ?? usual.Concurrency,
                Timeout = TimeSpan.FromSeconds(seconds),
                Attempts = parsed.GetValue(attempts) ?? usual.Attempts,
            });
        }

        Option? alone = All.FirstOrDefault(option => parsed.GetResult(option) is not null);
        return alone is null ? null : throw new UsageException($"{alone.Name} belongs to a server, and none is named.", "Add --server and its address.");
    }
}
