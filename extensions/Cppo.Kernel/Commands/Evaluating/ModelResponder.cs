using Cppo.Evaluation;
using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Servers;

namespace Cppo.Kernel.Commands.Evaluating;

/// <summary>
/// A model that the command line names, as something that answers: one in this process, whose weights are loaded with the first question, or
/// one behind a server.
/// </summary>
internal sealed class ModelResponder : IResponder, IDisposable
{
    private readonly Lazy<Policy>? policy;
    private readonly ServerResponder? server;

    private ModelResponder(string name, string identity, Lazy<Policy>? policy, ServerResponder? server) =>
        (Name, Identity, this.policy, this.server) = (name, identity, policy, server);

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What tells it from other models of its name.</summary>
    public string Identity { get; }

    /// <summary>Samples that a server did not answer.</summary>
    public int NotAnswered => server?.Statistics.NotAnswered ?? 0;

    /// <summary>What a name on the command line stands for.</summary>
    /// <param name="model">A model that lies beside the library, a folder, or a run; with a server its name there.</param>
    /// <param name="perturbation">Part of the report's name.</param>
    /// <param name="server">Where the model is; null for here.</param>
    public static ModelResponder Open(string model, PicturePerturbation? perturbation, ServerChoice? server = null)
    {
        string name = server is null ? ModelName.Short(model) : model, shown = perturbation is null ? name : $"{name} under {perturbation.Name}";
        if (server is not null)
        {
            ServerResponder responder = UsageException.Guard(() => ServerResponder.Connect(server.Address, model, server.KeyVariable, server.Options));
            return new(shown, server.Address, null, responder);
        }

        string folder = ModelName.Folder(model);
        return new(shown, ModelFingerprint.Of(folder), new(() => Policy.Load(folder)), null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default) =>
        ((IResponder?)server ?? new PolicyResponder(policy!.Value, Name)).RespondAsync(samples, sampling, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (policy is { IsValueCreated: true }) policy.Value.Dispose();
        if (server is null) return;
        Console.Error.WriteLine($"{Name}: {server.Statistics}");
        server.Dispose();
    }
}
