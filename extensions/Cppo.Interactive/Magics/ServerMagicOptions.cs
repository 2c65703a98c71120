using Cppo.Runtime;
using Cppo.Servers;

namespace Cppo.Interactive.Magics;

/// <summary>Options of magics that can ask a model behind a server.</summary>
internal static class ServerMagicOptions
{
    public static MagicOption Address { get; } = new("--server", "URL", "asks a model behind an OpenAI-compatible server instead of --policy, for instance http://host:8000/v1");

    public static MagicOption Model { get; } = new("--served-model", "name", "the model's name there");

    public static MagicOption Key { get; } = new("--key-env", "name", "environment variable that holds the server's key");

    public static MagicOption Concurrency { get; } = new("--concurrency", "N", "requests to the server at once", "8");

    /// <summary>The server that a call names, with its log-probabilities where it gives them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="code">The same in C#.</param>
    /// <exception cref="CppoException">The model is not named, or an option is wrong.</exception>
    public static ServerResponder Connect(MagicCall call, out string code)
    {
        if (!call.Has(Model.Name)) throw new CppoException($"{Address.Name} {call.Text(Address.Name)} needs the name of a model there.", $"Add {Model.Name} and one of the names that GET /v1/models lists.");
        string address = call.Text(Address.Name), model = call.Text(Model.Name);
        string? key = call.Has(Key.Name) ? call.Text(Key.Name) : null;
        int concurrency = call.Integer(Concurrency.Name, 1, 4096);
        string several = call.Has(Concurrency.Name) ? $"Concurrency = {concurrency}, " : "", keyed = key is null ? "" : $"keyVariable: {Code.Text(key)}, ";
        code = $"var server = ServerResponder.Connect({Code.Text(address)}, {Code.Text(model)}, {keyed}options: new() {{ {several}LogProbabilities = true }});";
        return ServerResponder.Connect(address, model, key, new() { Concurrency = concurrency, LogProbabilities = true });
    }

    /// <summary>Refuses options of a server where there is none.</summary>
    public static void RequireNone(MagicCall call)
    {
        if (new[] { Model, Key, Concurrency }.FirstOrDefault(option => call.Has(option.Name)) is { } given)
            throw new CppoException($"{given.Name} belongs to a server, and none is named.", $"Add {Address.Name} and its address.");
    }
}
