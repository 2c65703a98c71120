using Cppo.Models;
using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Text;
using Cppo.Training.Updates;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// The loss of one update and its terms (stage 7): L = policy + beta KL(reference) + lambda CPL. Every term is a mean over the whole
/// mini-batch, so it does not depend on the pieces in which that is computed. Holds the graph: dispose it after the update.
/// </summary>
public sealed class ObjectiveValue : IDisposable
{
    private ObjectiveValue(StepLoss loss, ForwardPasses passes) => (Loss, Terms, Passes) = (loss.Loss, loss.Terms, passes);

    /// <summary>Scalar, with its graph.</summary>
    public Tensor Loss { get; }

    /// <summary>The terms in the order of the sum, with their graphs.</summary>
    public IReadOnlyList<ObjectiveTerm> Terms { get; }

    /// <summary>The groups with one record a token.</summary>
    public required IReadOnlyList<GroupRecord> Groups { get; init; }

    /// <summary>Share of response tokens whose ratio was clipped.</summary>
    public required double ClipFraction { get; init; }

    /// <summary>Mean of old - lp over the response tokens, nats: an estimate of KL(old, current); 0 where the batch serves one update.</summary>
    public required double ApproximateKl { get; init; }

    /// <summary>The part of the policy term from responses with a positive advantage; NaN where there is no policy term.</summary>
    public required double PolicyGain { get; init; }

    /// <summary>Mean entropy of the response tokens, nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>What the loss was computed from.</summary>
    internal ForwardPasses Passes { get; }

    /// <summary>The terms as plain numbers; gradient norms are not known yet.</summary>
    public IReadOnlyList<LossTerm> ToTerms() =>
        [.. Terms.Select(term => new LossTerm(term.Name, term.Coefficient, term.Value.ToDouble(), double.NaN))];

    /// <summary>Computes the loss.</summary>
    internal static ObjectiveValue Of(
        ForwardPasses passes, PerceptionSelection selection, Method method, Tokenizer tokenizer, TokenLabels? labels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = passes.Original.Mask; // [R, T]
        Tensor advantage = passes.Advantages(); // [R]
        Tensor inLoss = passes.InLoss(selection, method); // [V, T]

        StepLoss loss = PieceObjective.Evaluate(
            new ObjectiveInputs(Policy(passes, method, advantage))
            {
                Reference = passes.Reference,
                ViewRows = passes.Rows(),
                Preserved = passes.Preserved.LogProbabilities,
                Removed = passes.Removed.LogProbabilities,
                Perception = inLoss,
                PerceptionWeights = method.Perception.Weighting == PerceptionWeighting.Shift ? selection.Shift.clamp(min: 0) : null,
                Masked = passes.Masked ?? passes.Original.LogProbabilities.detach(), // no weight of PAPO's looks at it then
            },
            passes.ViewRows,
            passes.Runner.Pieces,
            method.Terms);

        PolicyMetrics? metrics = loss.PolicyTokens?.Metrics(advantage, mask);
        Tensor? shares = loss.Terms.Where(term => term.Name == "policy").Select(term => term.Shares).FirstOrDefault(); // [R, T]
        return new(loss with
        {
            Loss = loss.Loss.MoveToOuterDisposeScope(),
            Terms = [.. loss.Terms.Select(term => term with { Value = term.Value.MoveToOuterDisposeScope(), Shares = null })],
        }, passes)
        {
            Groups = passes.Part.Epoch > 0 ? passes.Groups // what the views show is the policy that drew the responses
                : TokenRecords.Of(passes, selection, inLoss, loss.ContrastTokens, method, tokenizer, labels, loss.Terms),
            ClipFraction = metrics?.ClipFraction ?? double.NaN,
            ApproximateKl = metrics?.ApproximateKl ?? double.NaN,
            PolicyGain = shares is null ? double.NaN : (shares * advantage.gt(0).unsqueeze(1)).sum().ToDouble(),
            Entropy = Aggregation.RecipeTokenMean.Of(passes.Original.Entropies.detach(), mask).ToDouble(),
        };
    }

    // Where one update serves the batch, the policy before it is the current one: the ratio is 1 and carries the gradient.
    private static PolicyInputs Policy(ForwardPasses passes, Method method, Tensor advantage)
    {
        Tensor current = passes.Original.LogProbabilities, before = passes.Old ?? current.detach(); // [R, T]
        bool isDecoupled = method.Objective.Policy is DecoupledPolicyLoss;
        Tensor old = isDecoupled || method.Updates.Old == OldPolicy.Rollout ? passes.AtRollout() : before;
        return new(current, old, advantage, passes.Original.Mask)
        {
            Proximal = isDecoupled ? before : null,
            Weights = method.TopEntropyShare is { } share ? HighEntropy(passes.Original, share) : null,
        };
    }

    private static Tensor HighEntropy(ResponseScores scores, double share) =>
        HighEntropyTokens.Weights(scores.Entropies, HighEntropyTokens.Threshold(scores.Entropies, scores.Mask, share)); // [R, T]

    /// <inheritdoc/>
    public void Dispose()
    {
        Loss.Dispose();
        foreach (ObjectiveTerm term in Terms) term.Value.Dispose();
    }
}
