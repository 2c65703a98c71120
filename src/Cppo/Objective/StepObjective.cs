using Cppo.Objective.Policy;
using Cppo.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>Puts the terms of the loss together (paper, section 3): policy + beta * KL + lambda * CPL.</summary>
public static class StepObjective
{
    /// <summary>Evaluates one micro-batch.</summary>
    /// <param name="inputs">Its tensors.</param>
    /// <param name="options">Terms and coefficients.</param>
    /// <param name="totals">Counts of the whole mini-batch; null: this micro-batch is all of it.</param>
    public static StepLoss Evaluate(ObjectiveInputs inputs, ObjectiveOptions options, ObjectiveTotals? totals = null)
    {
        using DisposeScope scope = NewDisposeScope();
        PolicyInputs policy = inputs.Policy;
        Tensor current = policy.Current, mask = policy.ResponseMask; // [R, T]
        ObjectiveTotals own = ObjectiveTotals.Of(inputs), all = totals ?? own;
        double scale = Scale(options.MicroBatches, own, all);
        ObjectiveTotals counts = options.MicroBatches == MicroBatchConvention.MiniBatch ? all : own;
        List<ObjectiveTerm> terms = [];
        PolicyLossResult? policyTokens = null;
        ContrastivePerception? contrastTokens = null;

        if (options.PolicyCoefficient != 0)
        {
            policyTokens = options.Policy.PerToken(policy);
            AddMean("policy", options.PolicyCoefficient, options.PolicyAggregation, policyTokens.Loss, mask, counts.Response);
        }

        if (options.KlCoefficient != 0)
        {
            Tensor reference = Need(inputs.Reference, "the log-probabilities of the reference policy", "KlCoefficient");
            Tensor perToken = options.KlEstimator.PerToken(current, reference);
            AddMean("KL", options.KlCoefficient, options.RegularizerAggregation, perToken, mask, counts.Response);
        }

        if (options.ContrastCoefficient != 0)
        {
            Tensor preserved = Need(inputs.Preserved, "the log-probabilities under the preserving view", "ContrastCoefficient");
            Tensor removed = Need(inputs.Removed, "the log-probabilities under the removing view", "ContrastCoefficient");
            Tensor selected = Need(inputs.Perception, "the mask of the perception tokens", "ContrastCoefficient");
            Tensor anchor = inputs.ViewRows is { } rows ? current.index_select(0, rows) : current; // [V, T]
            contrastTokens = options.Contrast.PerToken(anchor, preserved, removed);
            Tensor perToken = inputs.PerceptionWeights is { } weights ? contrastTokens.Loss * Relative(weights, selected) : contrastTokens.Loss;
            AddMean("CPL", options.ContrastCoefficient, options.RegularizerAggregation, perToken, selected, counts.Perception);
        }

        if (options.PerceptionAware is { } aware)
        {
            Tensor masked = Need(inputs.Masked, "the log-probabilities under the masked view", "PerceptionAware");
            Add("PAPO", 1, aware.Evaluate(current, masked, mask, options.RegularizerAggregation, totals: counts.Response).Loss);
        }

        if (terms.Count == 0)
        {
            throw new CppoException("The loss has no term: every coefficient is 0.", "Give at least one term a coefficient.");
        }

        Tensor loss = terms.Select(term => term.Coefficient * term.Value).Aggregate((sum, term) => sum + term);
        return new(
            loss.MoveToOuterDisposeScope(),
            [.. terms.Select(term => term with { Value = term.Value.MoveToOuterDisposeScope(), Shares = term.Shares?.MoveToOuterDisposeScope() })],
            policyTokens?.MoveToOuterDisposeScope(),
            contrastTokens?.MoveToOuterDisposeScope());

        void Add(string name, double coefficient, Tensor value, Tensor? shares = null) =>
            terms.Add(new(name, coefficient, Scaled(value)) { Shares = shares is null ? null : Scaled(shares) });

        void AddMean(string name, double coefficient, Aggregation mean, Tensor loss, Tensor counted, AggregationTotals totalsOfMask) =>
            Add(name, coefficient, mean.Of(loss, counted, totalsOfMask), mean.Shares(loss, counted, totalsOfMask));

        Tensor Scaled(Tensor value) => scale == 1 ? value : value * scale;
    }

    // Mean 1 over the counted tokens, so that equal weights change nothing; a sum of 0 leaves no token.
    private static Tensor Relative(Tensor weights, Tensor counted)
    {
        using IDisposable still = no_grad();
        Tensor own = ResponseMask.Only(weights, ResponseMask.Boolean(counted)), mean = own.sum() / ResponseMask.Boolean(counted).sum().clamp(min: 1);
        return own / mean.clamp(min: 1e-30);
    }

    private static double Scale(MicroBatchConvention convention, ObjectiveTotals own, ObjectiveTotals all) => convention switch
    {
        MicroBatchConvention.MiniBatch => 1,
        MicroBatchConvention.PublishedSynchronous => 1.0 / all.MicroBatches,
        MicroBatchConvention.PublishedAsynchronous => all.Response.Tokens > 0 ? own.Response.Tokens / all.Response.Tokens : 0,
        _ => throw new CppoException($"There is no convention {convention}.", "Use one of MicroBatchConvention."),
    };

    private static Tensor Need(Tensor? tensor, string what, string option) => tensor ?? throw new CppoException(
        $"The loss needs {what}, and they were not given.", $"Give them, or set {option} so that the term is left out.");
}
