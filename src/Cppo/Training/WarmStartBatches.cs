using Cppo.Images;
using Cppo.Models;
using Cppo.Perturbations;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>What one update learns from.</summary>
/// <param name="Prompts">With the pictures as they are shown.</param>
/// <param name="Targets">What is to be said, end token included; one a prompt.</param>
internal sealed record WarmStartBatch(IReadOnlyList<EncodedPrompt> Prompts, IReadOnlyList<IReadOnlyList<int>> Targets);

/// <summary>
/// The batches of a warm start: epoch by epoch without replacement. A batch is a function of seed and step alone. Texts are encoded
/// once; pictures are kept as 8-bit pixels and become patches batch by batch, because the patches of 20,000 small pictures take 3.4 GB.
/// </summary>
internal sealed class WarmStartBatches
{
    private readonly Policy policy;
    private readonly IReadOnlyList<Sample> samples;
    private readonly WarmStartStage stage;
    private readonly ulong seed;
    private readonly IReadOnlyList<int>[] targets;
    private readonly Dictionary<string, int> firstWithQuestion = [];
    private readonly Dictionary<(string Question, string Places, string Sizes), EncodedPrompt> prompts = [];
    private readonly EpochOrder order;

    /// <exception cref="CppoException">There are no samples, or one has no reference response.</exception>
    public WarmStartBatches(Policy policy, IReadOnlyList<Sample> samples, WarmStartStage stage, ulong seed)
    {
        (this.policy, this.samples, this.stage, this.seed) = (policy, samples, stage, seed);
        if (samples.Count == 0) throw new CppoException("There is nothing to learn from.", "Pass at least one sample.");
        order = new(samples.Count, seed, "warm start order");
        targets = new IReadOnlyList<int>[samples.Count];
        Dictionary<string, IReadOnlyList<int>> encoded = [];
        for (int i = 0; i < samples.Count; i++)
        {
            string text = samples[i].Reference ?? throw new CppoException(
                $"Sample {samples[i].Id} has no reference response to learn.", "Learn from samples whose right response is known.");
            if (!encoded.TryGetValue(text, out IReadOnlyList<int>? ids))
                encoded[text] = ids = [.. policy.Tokenizer.Encode(text), policy.Generation.EndTokens[0]];
            targets[i] = ids;
            firstWithQuestion.TryAdd(samples[i].Question, i);
        }
    }

    /// <summary>The batch of a step.</summary>
    public WarmStartBatch At(int step)
    {
        int[] chosen = [.. Enumerable.Range(0, stage.Batch).Select(row => order[((long)step * stage.Batch) + row])];
        return new([.. chosen.Select(index => Prompt(samples[index], step))], [.. chosen.Select(index => Target(index, step))]);
    }

    private IReadOnlyList<int> Target(int index, int step)
    {
        if (stage.GuessedShare == 0) return targets[index];
        CounterRandom random = new(seed, "warm start guess", samples[index].Id, (ulong)step);
        return random.NextDouble() < stage.GuessedShare ? targets[firstWithQuestion[samples[index].Question]] : targets[index];
    }

    private EncodedPrompt Prompt(Sample sample, int step)
    {
        IReadOnlyList<Picture> pictures = Shown(sample, step);
        string sizes = string.Join(' ', pictures.Select(picture => $"{picture.Width}x{picture.Height}"));
        (string, string, string) key = (sample.Question, string.Join(' ', sample.PicturePlaces), sizes);
        if (prompts.TryGetValue(key, out EncodedPrompt? prompt)) return policy.WithPictures(prompt, pictures);
        return prompts[key] = sample.Encode(policy, pictures);
    }

    private IReadOnlyList<Picture> Shown(Sample sample, int step)
    {
        if (stage.UnreadableShare == 0) return sample.Pictures;
        CounterRandom random = new(seed, "warm start view", sample.Id, (ulong)step);
        if (random.NextDouble() >= stage.UnreadableShare) return sample.Pictures;
        Perturbation view = random.Choose(stage.UnreadableViews);
        return [.. sample.Pictures.Select((picture, index) =>
            view.Apply(picture, new DrawAddress(seed, sample.Id, (ulong)step) { Picture = (ulong)index }).Picture)];
    }
}
