using System.CommandLine;
using Cppo.Kernel.Serving;
using Cppo.Models;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo serve</c>: serves a model with the OpenAI protocol.</summary>
internal static class ServeCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> model = new("--model") { Description = $"What to serve: {ModelName.Allowed}.", DefaultValueFactory = _ => "starter" };
        Option<string?> name = new("--served-model") { Description = "The name that requests give. Default: the last part of --model." };
        Option<string> host = new("--host") { Description = "The address to listen at; 0.0.0.0 for all networks.", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int> port = new("--port") { Description = "The port; 0 takes a free one.", DefaultValueFactory = _ => 8000 };
        Option<string?> keyVariable = new("--key-env") { Description = "The environment variable that holds the key that clients must send. Default: anyone who reaches the port may ask." };
        Option<int> batch = new("--batch") { Description = "Responses made at once.", DefaultValueFactory = _ => 64 };
        Option<int> longest = new("--max-tokens") { Description = "Longest response in tokens.", DefaultValueFactory = _ => 2048 };
        Option<string?> faults = new("--faults") { Description = $"Break some requests on purpose, to see what a client does: {FaultPlan.Form}." };
        Option<string> device = new("--device") { Description = "Where the weights are.", DefaultValueFactory = _ => "cpu" };
        device.AcceptOnlyFromAmong("cpu", "cuda");
        Command command = new DocumentedCommand(
            "serve",
            "Serves a model with the OpenAI protocol (/v1/chat/completions, /v1/models): any client can talk to what was trained here. The address is the one line of the output; Ctrl+C ends it with code 0.",
            """
            Examples:
              cppo serve --model runs/first --port 8000
              cppo eval --server http://127.0.0.1:8000/v1 --model first
              cppo serve --faults 429=0.2,500=0.1,cut=0.1,slow=0.1,seed=7

              curl -s http://127.0.0.1:8000/v1/chat/completions -H 'Content-Type: application/json' -d '{"model": "starter", "temperature": 0,
                "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,..."}}, {"type": "text", "text": "..."}]}]}'

            Pictures come as data URLs; nothing is fetched. Temperature 0 is greedy; a seed gives the same answer again, whoever asks beside.
            Log-probabilities are those of the distribution at the temperature. /stats counts requests.
            """)
        {
            model, name, host, port, keyVariable, batch, longest, faults, device,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(model),
            parsed.GetRequiredValue(device),
            new(parsed.GetValue(name) ?? ModelName.Short(parsed.GetRequiredValue(model)), parsed.GetRequiredValue(host), Between("--port", parsed.GetValue(port), 0, 65535))
            {
                Key = parsed.GetValue(keyVariable) is { } variable ? Key(variable) : null,
                Batch = Between("--batch", parsed.GetValue(batch), 1, 4096),
                LongestResponse = Between("--max-tokens", parsed.GetValue(longest), 1, 1 << 20),
                Faults = FaultPlan.Parse(parsed.GetValue(faults)),
            }));
        return command;
    }

    private static async Task<int> RunAsync(string model, string device, ServerSettings settings)
    {
        using Interruption interruption = new();
        using Policy policy = Policy.Load(ModelName.Folder(model), device == "cuda" ? TorchSharp.torch.CUDA : null, trainable: false);
        ModelServer server = await ModelServer.StartAsync(policy, settings).ConfigureAwait(false);
        await using (server.ConfigureAwait(false))
        {
            await Console.Out.WriteLineAsync($"{server.Url}/v1").ConfigureAwait(false);
            await Console.Out.FlushAsync().ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"Serving {settings.Name}. Ctrl+C ends it.").ConfigureAwait(false);
            await Task.Delay(Timeout.Infinite, interruption.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return ExitCode.Done;
    }

    private static int Between(string option, int value, int low, int high) =>
        value >= low && value <= high ? value : throw new UsageException($"{option} {value} is not possible.", $"Give a number from {low} to {high}.");

    private static string Key(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key
        ? key
        : throw new UsageException($"The environment variable {variable} holds no key.", $"Set it: export {variable}=...");
}
