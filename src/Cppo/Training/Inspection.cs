using Cppo.Models;
using Cppo.Objective;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Training;

/// <summary>
/// Looking without training: the first stages of a step as plain calls that need no optimizer and no reference policy, and the
/// token records of every response, whatever its advantage. Nothing is changed.
/// </summary>
public static class Inspection
{
    /// <summary>Draws a group of responses to every sample, scores them, and compares them within their group (stages 1 to 3).</summary>
    /// <param name="policy">Where the responses come from.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="method">Sampling, reward and advantage; CPPO where null.</param>
    /// <param name="seed">Root of all random numbers.</param>
    /// <param name="step">The training step whose draws these are.</param>
    /// <param name="cancellation">Looked at between tokens.</param>
    /// <exception cref="CppoException">An option outside its range, or a prompt that cannot be encoded.</exception>
    public static IReadOnlyList<GroupRecord> Rollouts(
        Policy policy,
        IReadOnlyList<Sample> samples,
        Method? method = null,
        ulong seed = 0,
        int step = 0,
        CancellationToken cancellation = default) =>
        RolloutsAsync(new PolicyResponder(policy, "policy"), samples, method, seed, step, cancellation).GetAwaiter().GetResult();

    /// <summary>
    /// The same for anything that can answer, for instance a model behind a server: what only a policy here knows (token ids, entropies) is missing.
    /// A sample that was not answered is a group without responses that says why.
    /// </summary>
    /// <param name="responder">Whom to ask.</param>
    /// <param name="samples">What to ask; at least one.</param>
    /// <param name="method">Sampling, reward and advantage; CPPO where null.</param>
    /// <param name="seed">Root of all random numbers.</param>
    /// <param name="step">The training step whose draws these are.</param>
    /// <param name="cancellation">Handed to the responder.</param>
    /// <exception cref="CppoException">An option outside its range, or the responder fails.</exception>
    public static async Task<IReadOnlyList<GroupRecord>> RolloutsAsync(
        IResponder responder,
        IReadOnlyList<Sample> samples,
        Method? method = null,
        ulong seed = 0,
        int step = 0,
        CancellationToken cancellation = default)
    {
        method ??= Method.Cppo;
        IReadOnlyList<RolloutGroup> rollouts = await responder.RespondAsync(
            AugmentationStage.Apply(samples, method, seed, step), method.Sampling with { Seed = seed, Step = (ulong)step }, cancellation).ConfigureAwait(false);
        return RewardStage.CompareInGroup(RewardStage.Score(rollouts, method.Reward), method.Advantage);
    }

    /// <summary>
    /// Draws a preserving and a removing view of every group's pictures and runs all responses under the three of them without
    /// gradient (stages 4 to 6). The gate decides what would be in the loss, not what is looked at.
    /// </summary>
    /// <param name="policy">What to look at.</param>
    /// <param name="groups">Groups with advantages.</param>
    /// <param name="method">Perturbations, rule, gate and contrastive loss; CPPO where null.</param>
    /// <param name="seed">Root of the views' random numbers.</param>
    /// <param name="step">The training step whose draws these are.</param>
    /// <param name="alternatives">Likeliest tokens kept at every place.</param>
    /// <param name="labels">Ground truth of perception tokens, where there is any.</param>
    /// <exception cref="CppoException">The method has no contrastive term, or a picture cannot be perturbed.</exception>
    public static IReadOnlyList<GroupRecord> Tokens(
        Policy policy,
        IReadOnlyList<GroupRecord> groups,
        Method? method = null,
        ulong seed = 0,
        int step = 0,
        int alternatives = 3,
        TokenLabels? labels = null)
    {
        method ??= Method.Cppo;
        if (!method.IsContrastive)
        {
            throw new CppoException($"The method {method.Name} selects no tokens.", "Choose a method with a contrastive weight above 0.");
        }

        GroupRecord[] viewed = [.. groups.Select(group => ViewStage.WithViews(group, method, seed, step))];
        using var none = TorchSharp.torch.no_grad();
        using var scope = TorchSharp.torch.NewDisposeScope();
        using ForwardPasses passes = ForwardPasses.Inspect(policy, viewed, method, alternatives);
        using PerceptionSelection selection = SelectionStage.Select(passes, method, policy.Tokenizer, labels, seed, step);
        ContrastivePerception contrast = method.Objective.Contrast.PerToken(
            passes.OfViewRows(passes.Original.LogProbabilities), passes.Preserved.LogProbabilities, passes.Removed.LogProbabilities);
        return TokenRecords.Of(passes, selection, passes.InLoss(selection, method), contrast, method, policy.Tokenizer, labels);
    }
}
