using Cppo.Rollouts;

namespace Cppo.Tests.Evaluation;

/// <summary>Gives answers that are a function of the sample and the row, as text without tokens, as a server does; counts what it is asked.</summary>
internal sealed class ScriptedResponder(Func<Sample, int, string> answer, string name = "scripted") : IResponder
{
    public string Name => name;

    public int Asked { get; private set; }

    public Task<IReadOnlyList<RolloutGroup>> RespondAsync(
        IReadOnlyList<Sample> samples, SamplingOptions sampling, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        Asked += samples.Count;
        return Task.FromResult<IReadOnlyList<RolloutGroup>>(
        [
            .. samples.Select(sample => new RolloutGroup(
                sample, [], [.. Enumerable.Range(0, sampling.Greedy ? 1 : sampling.GroupSize).Select(row => Response(answer(sample, row)))])),
        ]);
    }

    private static Response Response(string text) => new([], [], text, StopReason.EndToken) { TokenCount = text.Length };
}
