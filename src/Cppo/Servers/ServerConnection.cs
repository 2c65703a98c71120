using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Cppo.Servers;

/// <summary>Clients for OpenAI-compatible servers.</summary>
internal static class ServerConnection
{
    /// <summary>Makes a client that sends every request once and waits without end: patience is <see cref="ServerResponder"/>'s business.</summary>
    /// <param name="address">"http://host:8000/v1".</param>
    /// <param name="model">The served model's name.</param>
    /// <param name="keyVariable">The environment variable that holds the key; no key where null.</param>
    /// <param name="handler">Sends requests; the network where null.</param>
    /// <exception cref="ServerException">The address is none, or the variable is empty.</exception>
    public static IChatClient Open(string address, string model, string? keyVariable, HttpMessageHandler? handler = null)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw new ServerException($"\"{address}\" is no address of a server.", "Write it like http://host:8000/v1.");
        if (endpoint.UserInfo.Length > 0) throw new ServerException("The address of the server holds a password.", "Put the key into an environment variable and name that.");
        if (model.Length == 0) throw new ServerException($"No model of {address} was named.", "Name one of those that GET /v1/models lists.");
        string key = "none";
        if (keyVariable is not null)
        {
            key = Environment.GetEnvironmentVariable(keyVariable) is { Length: > 0 } found
                ? found
                : throw new ServerException($"The environment variable {keyVariable} holds no key.", $"Set it: export {keyVariable}=...");
        }

        handler ??= new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(10) };
        HttpClient http = new(new BoundedAnswers(handler)) { Timeout = Timeout.InfiniteTimeSpan };
        OpenAIClientOptions options = new()
        {
            Endpoint = endpoint,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        return new OpenAIClient(new ApiKeyCredential(key), options).GetChatClient(model).AsIChatClient();
    }
}
