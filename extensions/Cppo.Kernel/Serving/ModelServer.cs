using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cppo.Models;
using Cppo.Runtime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cppo.Kernel.Serving;

/// <summary>
/// Serves a policy with the OpenAI protocol: <c>GET /v1/models</c>, <c>POST /v1/chat/completions</c>; beside it <c>/health</c> and <c>/stats</c>.
/// </summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly ServerSettings settings;
    private readonly ServerCounts counts = new();
    private readonly CompletionQueue queue;
    private readonly WebApplication application;
    private readonly long started = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private ModelServer(Policy policy, ServerSettings settings)
    {
        this.settings = settings;
        queue = new(policy, settings.Batch, settings.MostWaiting, counts);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>(); // Ctrl+C is the command's business
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.LargestBody;
            kestrel.Listen(Address(settings.Host), settings.Port);
        });
        application = builder.Build();
        CompletionEndpoint completions = new(policy, settings, queue, counts);
        application.Use(Guarded);
        application.MapGet("/v1/models", () => Json(new() { ["object"] = "list", ["data"] = new JsonArray(Model()) }));
        application.MapGet("/v1/models/{name}", (string name) => name == settings.Name
            ? Json(Model())
            : throw new RequestException(404, $"The model '{name}' is not served here; '{settings.Name}' is.", "model", "model_not_found"));
        application.MapPost("/v1/chat/completions", completions.AnswerAsync);
        application.MapGet("/health", () => Results.Ok());
        application.MapGet("/stats", () => Json(counts.ToJson()));
    }

    /// <summary>Where it listens, "http://127.0.0.1:8000".</summary>
    public string Url => application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts serving.</summary>
    /// <exception cref="CppoException">The address cannot be listened at.</exception>
    public static async Task<ModelServer> StartAsync(Policy policy, ServerSettings settings)
    {
        ModelServer server = new(policy, settings);
        try
        {
            await server.application.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new CppoException($"{settings.Host}:{settings.Port} cannot be listened at: {error.Message}", "Choose another --port (0 takes a free one) or --host.", error);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        queue.Dispose(); // who waits is told so, and the connections end
        await application.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(2)).Token).ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
    }

    // Keys, and errors as objects of the protocol whatever happens.
    private async Task Guarded(HttpContext context, RequestDelegate next)
    {
        try
        {
            RequireKey(context.Request);
            await next(context).ConfigureAwait(false);
            if (context.Response is { StatusCode: 404 or 405, HasStarted: false })
                throw new RequestException(context.Response.StatusCode, $"There is no {context.Request.Method} {context.Request.Path} here.");
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody listens.
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            RequestException told = error switch
            {
                RequestException known => known,
                BadHttpRequestException bad => new(bad.StatusCode, bad.StatusCode == 413 ? $"The body is larger than the {settings.LargestBody} bytes that are taken." : bad.Message),
                _ => new(500, $"The model could not answer: {error.Message}"),
            };
            context.Response.Clear();
            context.Response.StatusCode = told.Status;
            if (told.Status == 429) context.Response.Headers.RetryAfter = settings.Faults.RetryAfter.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await Json(CompletionJson.Error(told), told.Status).ExecuteAsync(context).ConfigureAwait(false);
        }
    }

    private void RequireKey(HttpRequest request)
    {
        if (settings.Key is not { } key || request.Path == "/health") return;
        byte[] given = Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString()), wanted = Encoding.UTF8.GetBytes($"Bearer {key}");
        if (!CryptographicOperations.FixedTimeEquals(given, wanted)) throw new RequestException(401, "The API key is missing or wrong.", code: "invalid_api_key");
    }

    private JsonObject Model() => new() { ["id"] = settings.Name, ["object"] = "model", ["created"] = started, ["owned_by"] = "cppo" };

    internal static IResult Json(JsonObject content, int status = 200) => Results.Text(content.ToJsonString(), "application/json", Encoding.UTF8, status);

    private static IPAddress Address(string host) => host == "localhost"
        ? IPAddress.Loopback
        : IPAddress.TryParse(host, out IPAddress? address)
            ? address
            : throw new CppoException($"{host} is no address to listen at.", "Give 127.0.0.1 for this machine alone, or 0.0.0.0 for all networks.");

    // Without signal handlers of its own.
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
