using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Training.Collection;

/// <summary>One response as it waits: what cannot be computed again.</summary>
/// <param name="Tokens">Its ids.</param>
/// <param name="LogProbabilities">Of the tokens when they were drawn, nats.</param>
/// <param name="Entropies">Of their distributions then; may be empty.</param>
/// <param name="Stop">Why it ended.</param>
internal sealed record PendingResponse(int[] Tokens, float[] LogProbabilities, float[] Entropies, StopReason Stop);

/// <summary>The responses to one prompt as they wait.</summary>
/// <param name="Sample">The sample's id.</param>
/// <param name="Round">The round that its prompt came in.</param>
/// <param name="Responses">In the order in which they were drawn.</param>
internal sealed record PendingGroup(ulong Sample, int Round, IReadOnlyList<PendingResponse> Responses);

/// <summary>
/// A batch that waits for its step. Prompts, pictures, texts and rewards are left out: they come again from the prompt source, the tokenizer and
/// the reward function, so that a batch that was stored and one that was not are the same.
/// </summary>
internal sealed record PendingBatch(int Number, int DrawnAt, int Rounds, int Dropped, IReadOnlyList<PendingGroup> Groups)
{
    /// <summary>What of a batch waits.</summary>
    public static PendingBatch Of(DrawnBatch batch) => new(
        batch.Number,
        batch.DrawnAt,
        batch.Rounds,
        batch.Dropped,
        [.. batch.Groups.Select(group => new PendingGroup(
            group.Group.Sample.Id,
            group.Round,
            [.. group.Group.Responses.Select(response => new PendingResponse(
                [.. response.TokenIds], [.. response.LogProbabilities], [.. response.Entropies], response.Stop))]))]);

    /// <summary>The whole batch again.</summary>
    /// <exception cref="CppoException">The prompt source gives other samples than when the batch was drawn.</exception>
    public DrawnBatch Complete(TrainingStep step, PromptSource prompts)
    {
        Dictionary<(int Round, ulong Id), Sample> samples = [];
        foreach (int round in Groups.Select(group => group.Round).Distinct())
        {
            foreach (Sample sample in step.Shown(prompts.Draw(Number, round), Number)) samples[(round, sample.Id)] = sample;
        }

        DrawnGroup Complete(PendingGroup group)
        {
            Sample sample = samples.GetValueOrDefault((group.Round, group.Sample)) ?? throw new CppoException(
                $"The prompt source gives no sample {group.Sample} for step {Number}, but responses to it were drawn in step {DrawnAt}.",
                "Give prompts that are a function of step and round alone, the same ones when a run is resumed.");
            EncodedPrompt prompt = sample.Encode(step.Policy);
            return new(group.Round, new(sample, prompt.Ids, [.. group.Responses.Select(response => Text(step.Policy, response))])
            {
                Sampling = step.SamplingOf(Number, group.Round),
            });
        }

        return new(Number, DrawnAt, [.. Groups.Select(Complete)]) { Rounds = Rounds, Dropped = Dropped };
    }

    private static Response Text(Policy policy, PendingResponse response) =>
        new(response.Tokens, response.LogProbabilities, policy.Tokenizer.Decode(response.Tokens, skipSpecial: true), response.Stop)
        {
            Entropies = response.Entropies,
        };
}
