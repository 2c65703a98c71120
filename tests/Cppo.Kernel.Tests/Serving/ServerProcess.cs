using System.Diagnostics;
using System.Text.Json.Nodes;
using Cppo.Kernel.Commands;
using Cppo.Kernel.Languages.Packages;

namespace Cppo.Kernel.Tests.Serving;

/// <summary><c>cppo serve</c> as a program of its own, at a free port.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process process;

    private ServerProcess(Process process, string url) => (this.process, Url) = (process, url);

    /// <summary>"http://127.0.0.1:43210/v1".</summary>
    public string Url { get; }

    /// <summary>Its root, without /v1.</summary>
    public string Root => Url[..^3];

    /// <summary>A client without patience of its own.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };

    public static async Task<ServerProcess> StartAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = new(DotnetHost.Path, [typeof(CommandLine).Assembly.Location, "serve", "--port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? url = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2));
        return url is null ? throw new InvalidOperationException(await error) : new(process, url);
    }

    public static Task<ServerProcess> StartAsync(params string[] arguments) => StartAsync([], arguments);

    /// <summary>What the server has counted.</summary>
    public async Task<JsonNode> StatsAsync() => JsonNode.Parse(await Http.GetStringAsync($"{Root}/stats"))!;

    /// <summary>Posts a body and gives status and answer.</summary>
    public async Task<(int Status, JsonNode Answer)> AskAsync(JsonObject body)
    {
        using HttpResponseMessage response = await Http.PostAsync($"{Url}/chat/completions", new StringContent(body.ToJsonString()));
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Presses Ctrl+C and waits for the end.</summary>
    public async Task<int> InterruptAsync()
    {
        await Tests.Commands.Tool.StartAsync("/bin/sh", ["-c", $"kill -INT {process.Id}"], []);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return process.ExitCode;
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
        Http.Dispose();
    }
}

/// <summary>The starter, served without faults, once for all tests of a class.</summary>
public sealed class ServedStarter : IAsyncLifetime
{
    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await ServerProcess.StartAsync("--model", "starter");

    public ValueTask DisposeAsync()
    {
        Server.Dispose();
        return ValueTask.CompletedTask;
    }
}
