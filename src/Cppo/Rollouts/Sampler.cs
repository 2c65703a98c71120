using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Rollouts;

/// <summary>Draws groups of responses from a policy.</summary>
public static class Sampler
{
    /// <summary>
    /// Samples <see cref="SamplingOptions.GroupSize"/> responses for every sample, all in one batch. A prompt and its pictures run once
    /// for the whole group. What a row draws depends on (seed, sample id, step, row) and the policy, not on the batch around it.
    /// </summary>
    /// <param name="policy">Where the responses come from.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <returns>One group a sample, in order.</returns>
    /// <exception cref="CppoException">An option outside its range, or a prompt that cannot be encoded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static IReadOnlyList<RolloutGroup> Generate(
        Policy policy, IReadOnlyList<Sample> samples, SamplingOptions options, CancellationToken cancellation = default) =>
        Generate(policy, samples, Encode(policy, samples), options, null, cancellation);

    /// <summary>The same, telling every token as it is drawn.</summary>
    /// <param name="policy">Where the responses come from.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="onToken">Called on this thread, row after row, for every token; what it throws ends the call.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <returns>One group a sample, in order.</returns>
    /// <exception cref="CppoException">An option outside its range, or a prompt that cannot be encoded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static IReadOnlyList<RolloutGroup> Generate(
        Policy policy, IReadOnlyList<Sample> samples, SamplingOptions options, Action<SampledToken> onToken, CancellationToken cancellation = default) =>
        Generate(policy, samples, Encode(policy, samples), options, onToken, cancellation);

    /// <summary>The same for prompts that are encoded already, or encoded in another way.</summary>
    /// <param name="policy">Where the responses come from.</param>
    /// <param name="samples">What was asked; at least one.</param>
    /// <param name="prompts">The samples' prompts, one each.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <returns>One group a sample, in order.</returns>
    /// <exception cref="CppoException">An option outside its range, or another number of prompts than samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static IReadOnlyList<RolloutGroup> Generate(
        Policy policy,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<EncodedPrompt> prompts,
        SamplingOptions options,
        CancellationToken cancellation = default) => Generate(policy, samples, prompts, options, null, cancellation);

    /// <summary>The same for prompts that are encoded already, telling every token as it is drawn.</summary>
    /// <param name="policy">Where the responses come from.</param>
    /// <param name="samples">What was asked; at least one.</param>
    /// <param name="prompts">The samples' prompts, one each.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="onToken">Called on this thread, row after row, for every token; what it throws ends the call. Null: nobody listens.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <returns>One group a sample, in order.</returns>
    /// <exception cref="CppoException">An option outside its range, or another number of prompts than samples.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is kept.</exception>
    public static IReadOnlyList<RolloutGroup> Generate(
        Policy policy,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<EncodedPrompt> prompts,
        SamplingOptions options,
        Action<SampledToken>? onToken,
        CancellationToken cancellation)
    {
        Require(samples, prompts, options);
        RequireIds(options, policy);
        GeneratedRow[] rows =
        [
            .. from index in Enumerable.Range(0, samples.Count)
               from row in Enumerable.Range(0, options.GroupSize)
               select new GeneratedRow(index, new(options.Seed, "rollout", samples[index].Id, options.Step, (ulong)row), row),
        ];
        StopRule stop = new(options, policy.Generation.EndTokens, policy.Tokenizer, onToken);
        Generation generation = new(policy.Model, options, stop, policy.Generation.UnsayableTokens);
        generation.Run(prompts, rows, cancellation);
        return
        [
            .. samples.Select((sample, index) => new RolloutGroup(
                sample,
                prompts[index].Ids,
                [.. rows.Skip(index * options.GroupSize).Take(options.GroupSize).Select(row => Response(policy, row))])
            {
                Sampling = options,
            }),
        ];
    }

    private static Response Response(Policy policy, GeneratedRow row) =>
        new(row.Tokens, row.LogProbabilities, policy.Tokenizer.Decode(row.Tokens, skipSpecial: true), row.Stop) { Entropies = row.Entropies };

    private static EncodedPrompt[] Encode(Policy policy, IReadOnlyList<Sample> samples) =>
        [.. samples.Select(sample => sample.Encode(policy))];

    private static void RequireIds(SamplingOptions options, Policy policy)
    {
        int vocabulary = policy.Model.Configuration.Text.VocabularySize;
        foreach (int id in options.StopTokens)
        {
            if (id >= 0 && id < vocabulary) continue;
            throw new CppoException($"The stop token {id} does not exist; the model has 0..{vocabulary - 1}.", "Look ids up with Tokenizer.IdOf.");
        }
    }

    private static void Require(IReadOnlyList<Sample> samples, IReadOnlyList<EncodedPrompt> prompts, SamplingOptions options)
    {
        if (samples.Count == 0) throw new CppoException("There is no sample to respond to.", "Pass at least one.");
        if (samples.Count != prompts.Count) throw new CppoException($"{samples.Count} samples came with {prompts.Count} prompts.", "Pass one prompt a sample.");
        options.Require();
    }
}
