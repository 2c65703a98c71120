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
    private ObjectiveValue(Tensor loss, IReadOnlyList<(string Name, double Coefficient, Tensor Value)> terms) =>
        (Loss, Terms) = (loss, terms);

    /// <summary>Scalar, with its graph.</summary>
    public Tensor Loss { get; }

    /// <summary>Name, coefficient and scalar value of each term, in the order of the sum; with their graphs.</summary>
    public IReadOnlyList<(string Name, double Coefficient, Tensor Value)> Terms { get; }

    /// <summary>The groups with one record a token.</summary>
    public required IReadOnlyList<GroupRecord> Groups { get; init; }

    /// <summary>Share of response tokens whose ratio was clipped.</summary>
    public required double ClipFraction { get; init; }

    /// <summary>The part of the policy term from responses with a positive advantage.</summary>
    public required double PolicyGain { get; init; }

    /// <summary>Mean entropy of the response tokens, nats.</summary>
    public required double Entropy { get; init; }

    /// <summary>Computes the loss.</summary>
    internal static ObjectiveValue Of(
        ForwardPasses passes, PerceptionSelection selection, Method method, Tokenizer tokenizer, TokenLabels? labels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor lp = passes.Original.LogProbabilities; // [R, T]
        Tensor mask = passes.Original.Mask; // [R, T]
        Tensor advantage = tensor(passes.Responses.Select(response => response.Advantage).ToArray(), lp.dtype, lp.device); // [R]

        // One update serves the batch, so the policy at rollout is the current one: the ratio is 1 and carries the gradient.
        PolicyLossResult policy = method.Policy.PerToken(new(lp, lp.detach(), advantage, mask)); // [R, T]
        List<(string Name, double Coefficient, Tensor Value)> terms =
            [("policy", 1.0, method.PolicyAggregation.Of(policy.Loss, mask))];

        if (passes.Reference is not null)
        {
            Tensor kl = method.ReferenceEstimator.PerToken(lp, passes.Reference); // [R, T]
            terms.Add(("KL", method.ReferenceWeight, Aggregation.RecipeTokenMean.Of(kl, mask)));
        }

        ContrastiveTokens? contrast = null;
        if (method.IsContrastive)
        {
            contrast = ContrastiveTokens.Of(passes, selection, method);
            terms.Add(("CPL", method.ContrastiveWeight, contrast.Loss));
        }

        Tensor loss = terms.Select(term => term.Coefficient * term.Value).Aggregate((sum, term) => sum + term);
        Tensor positive = policy.Loss.detach() * advantage.gt(0).unsqueeze(1);
        return new(
            loss.MoveToOuterDisposeScope(),
            [.. terms.Select(term => (term.Name, term.Coefficient, term.Value.MoveToOuterDisposeScope()))])
        {
            Groups = TokenRecords.Of(passes, selection, contrast, method, tokenizer, labels),
            ClipFraction = policy.Metrics(advantage, mask).ClipFraction,
            PolicyGain = method.PolicyAggregation.Of(positive, mask).ToDouble(),
            Entropy = Aggregation.RecipeTokenMean.Of(passes.Original.Entropies.detach(), mask).ToDouble(),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Loss.Dispose();
        foreach (var term in Terms) term.Value.Dispose();
    }
}
