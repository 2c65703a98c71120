using Cppo.Objective;
using Cppo.Objective.Policy;
using Cppo.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>
/// The loss of one step and its terms (stage 7): L = policy + beta KL(reference) + lambda CPL. Every term is a mean over the whole
/// batch, so it does not depend on how the batch would be split. Holds the graph: dispose it after the update.
/// </summary>
public sealed class ObjectiveValue : IDisposable
{
    private ObjectiveValue(StepLoss loss) => (Loss, Terms) = (loss.Loss, loss.Terms);

    /// <summary>Scalar, with its graph.</summary>
    public Tensor Loss { get; }

    /// <summary>The terms in the order of the sum, with their graphs.</summary>
    public IReadOnlyList<ObjectiveTerm> Terms { get; }

    /// <summary>The groups with one record a token.</summary>
    public required IReadOnlyList<GroupRecord> Groups { get; init; }

    /// <summary>Share of response tokens whose ratio was clipped.</summary>
    public required double ClipFraction { get; init; }

    /// <summary>The part of the policy term from responses with a positive advantage; NaN where there is no policy term.</summary>
    public required double PolicyGain { get; init; }

    /// <summary>Mean entropy of the response tokens, nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>The terms as plain numbers; gradient norms are not known yet.</summary>
    public IReadOnlyList<LossTerm> ToTerms() =>
        [.. Terms.Select(term => new LossTerm(term.Name, term.Coefficient, term.Value.ToDouble(), double.NaN))];

    /// <summary>Computes the loss.</summary>
    internal static ObjectiveValue Of(
        ForwardPasses passes, PerceptionSelection selection, Method method, Tokenizer tokenizer, TokenLabels? labels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor lp = passes.Original.LogProbabilities, mask = passes.Original.Mask; // [R, T]
        Tensor advantage = passes.Advantages(); // [R]
        Tensor inLoss = passes.InLoss(selection, method); // [V, T]

        // One update serves the batch, so the policy at rollout is the current one: the ratio is 1 and carries the gradient.
        StepLoss loss = StepObjective.Evaluate(
            new ObjectiveInputs(new PolicyInputs(lp, lp.detach(), advantage, mask))
            {
                Reference = passes.Reference,
                ViewRows = passes.Rows(),
                Preserved = passes.Preserved.LogProbabilities,
                Removed = passes.Removed.LogProbabilities,
                Perception = inLoss,
            },
            method.Objective);

        Aggregation mean = method.Objective.PolicyAggregation;
        Tensor? gain = loss.PolicyTokens is { } tokens ? tokens.Loss.detach() * advantage.gt(0).unsqueeze(1) : null;
        return new(loss with
        {
            Loss = loss.Loss.MoveToOuterDisposeScope(),
            Terms = [.. loss.Terms.Select(term => term with { Value = term.Value.MoveToOuterDisposeScope() })],
        })
        {
            Groups = TokenRecords.Of(passes, selection, inLoss, loss.ContrastTokens, method, tokenizer, labels),
            ClipFraction = loss.PolicyTokens?.Metrics(advantage, mask).ClipFraction ?? double.NaN,
            PolicyGain = gain is null ? double.NaN : mean.Of(gain, mask).ToDouble(),
            Entropy = Aggregation.RecipeTokenMean.Of(passes.Original.Entropies.detach(), mask).ToDouble(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Loss.Dispose();
        foreach (ObjectiveTerm term in Terms) term.Value.Dispose();
    }
}
