using Cppo.Models;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Evaluation;

/// <summary>Asks a model and counts what it gets right.</summary>
public static class Evaluator
{
    /// <summary>
    /// One greedy answer a sample, judged by the paper's reference grader; or several drawn ones, for avg@N, pass@k and majority@N.
    /// </summary>
    /// <param name="policy">Whom to ask.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="name">The report's name ("before").</param>
    /// <param name="sampling">How answers are drawn; greedy and one a sample where null.</param>
    /// <param name="reward">Whose accuracy counts; the paper's where null.</param>
    /// <param name="batch">Samples asked at once.</param>
    /// <param name="perturbation">What every picture goes through first, one fixed draw a sample; nothing where null.</param>
    /// <param name="progress">Receives the number of samples answered.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">There is no sample, or an option is outside its range.</exception>
    public static EvaluationReport Run(
        Policy policy,
        IReadOnlyList<Sample> samples,
        string name = "accuracy",
        SamplingOptions? sampling = null,
        IRewardFunction? reward = null,
        int batch = 64,
        PicturePerturbation? perturbation = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default) =>
        RunAsync(new PolicyResponder(policy, name), samples, sampling, reward, batch, perturbation, progress, cancellation).GetAwaiter().GetResult();

    /// <summary>The same for anything that can answer; its name is the report's.</summary>
    /// <param name="responder">Whom to ask.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="sampling">How answers are drawn; greedy and one a sample where null.</param>
    /// <param name="reward">Whose accuracy counts; the paper's where null.</param>
    /// <param name="batch">Samples asked at once.</param>
    /// <param name="perturbation">What every picture goes through first, one fixed draw a sample; nothing where null.</param>
    /// <param name="progress">Receives the number of samples answered.</param>
    /// <param name="cancellation">Handed to the responder.</param>
    /// <returns>The report on the samples that were answered; it names those that were not.</returns>
    /// <exception cref="CppoException">There is no sample, an option is outside its range, or the responder fails.</exception>
    public static async Task<EvaluationReport> RunAsync(
        IResponder responder,
        IReadOnlyList<Sample> samples,
        SamplingOptions? sampling = null,
        IRewardFunction? reward = null,
        int batch = 64,
        PicturePerturbation? perturbation = null,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        Require(samples, batch);
        sampling ??= new() { Greedy = true, GroupSize = 1 };
        reward ??= Method.Cppo.Reward;
        // Outcomes only: responses and pictures of a large evaluation would not fit.
        List<SampleOutcome> outcomes = [];
        List<UnansweredSample> unanswered = [];
        foreach (Sample[] part in samples.Chunk(batch))
        {
            IReadOnlyList<RolloutGroup> groups = await AskAsync(responder, part, sampling, perturbation, cancellation).ConfigureAwait(false);
            outcomes.AddRange(RewardStage.Score([.. groups.Where(group => group.Failure is null)], reward).Select(SampleOutcome.Of));
            unanswered.AddRange(groups.Where(group => group.Failure is not null).Select(group => new UnansweredSample(group.Sample.Id, group.Failure!)));
            progress?.Report(outcomes.Count + unanswered.Count);
        }

        return EvaluationReport.Of(responder.Name, outcomes) with
        {
            Setting = Setting(sampling, samples.Count, perturbation) + UnansweredSample.Counted(unanswered.Count),
            Unanswered = unanswered,
        };
    }

    /// <summary>How answers are drawn, in words.</summary>
    internal static string Setting(SamplingOptions sampling, int samples, PicturePerturbation? perturbation)
    {
        string how = sampling.Greedy ? "greedy" : FormattableString.Invariant($"T = {sampling.Temperature}, {sampling.GroupSize} answers each");
        string under = perturbation is null ? "" : $", under {perturbation.Name}";
        return FormattableString.Invariant($"{how}, {samples} samples{under}");
    }

    /// <summary>Refuses what cannot be asked.</summary>
    internal static void Require(IReadOnlyList<Sample> samples, int batch)
    {
        if (samples.Count == 0) throw new CppoException("There is nothing to evaluate on.", "Pass at least one sample.");
        if (batch < 1) throw new CppoException($"The batch is {batch} samples.", "Pass at least 1.");
    }

    /// <summary>Asks a batch and makes sure that the answers belong to it.</summary>
    internal static async Task<IReadOnlyList<RolloutGroup>> AskAsync(
        IResponder responder, Sample[] part, SamplingOptions sampling, PicturePerturbation? perturbation, CancellationToken cancellation)
    {
        IReadOnlyList<Sample> seen = perturbation is null ? part : [.. part.Select(perturbation.Apply)];
        IReadOnlyList<RolloutGroup> groups = await responder.RespondAsync(seen, sampling, cancellation).ConfigureAwait(false);
        if (groups.Select(group => group.Sample.Id).SequenceEqual(part.Select(sample => sample.Id)) && groups.All(group => group.Responses.Count > 0 || group.Failure is not null))
            return groups;
        throw new CppoException(
            $"{responder.Name} gave {groups.Count} groups of answers to {part.Length} samples, and they do not belong together.",
            "A responder returns one group a sample, in order, each with at least one response, or with its failure.");
    }
}
