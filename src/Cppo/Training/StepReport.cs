namespace Cppo.Training;

/// <summary>One term of the objective.</summary>
/// <param name="Name">"policy", "KL", "CPL".</param>
/// <param name="Coefficient">1, beta or lambda.</param>
/// <param name="Value">Before the coefficient.</param>
/// <param name="GradientNorm">Norm of the gradient of coefficient times value; NaN where it was not measured.</param>
public readonly record struct LossTerm(string Name, double Coefficient, double Value, double GradientNorm)
{
    /// <summary>Cosine between the term's gradient and the policy term's, -1 to 1; NaN where it was not measured, or one of them is 0.</summary>
    public double PolicyCosine { get; init; } = double.NaN;

    /// <summary>What the term adds to the loss.</summary>
    public double Contribution => Coefficient * Value;
}

/// <summary>Seconds spent in one phase of a step.</summary>
/// <param name="Phase">"rollout", "reward", "old", "policy", "reference", "views", "measuring", "backward", "optimizer".</param>
/// <param name="Seconds">Wall time.</param>
public readonly record struct PhaseTime(string Phase, double Seconds);

/// <summary>
/// What one training step did: everything that its view and a training curve show. Plain numbers, no tensors. Where a step makes several
/// updates, its numbers are means over them, as verl reports them, and <see cref="Updates"/> has each.
/// </summary>
public sealed record StepReport
{
    /// <summary>Number of the step, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>The method's name ("CPPO, sync rule").</summary>
    public required string Method { get; init; }

    /// <summary>Prompts with their responses, tokens and views.</summary>
    public required IReadOnlyList<GroupRecord> Groups { get; init; }

    /// <summary>The terms of the objective in the order of the sum: policy, KL, CPL.</summary>
    public required IReadOnlyList<LossTerm> Terms { get; init; }

    /// <summary>The whole loss.</summary>
    public required double Loss { get; init; }

    /// <summary>The part of the policy term from responses with A &gt; 0; the rest comes from A &lt; 0.</summary>
    public double PolicyGain { get; init; } = double.NaN;

    /// <summary>Norm of the whole gradient before clipping.</summary>
    public required double GradientNorm { get; init; }

    /// <summary>Whether the gradient was clipped, of any update.</summary>
    public bool Clipped { get; init; }

    /// <summary>Why an update was skipped; null where all were made.</summary>
    public string? Skipped { get; init; }

    /// <summary>Learning rate of this step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Euclidean length of the change of all parameters by an update; NaN where not measured.</summary>
    public double StepLength { get; init; } = double.NaN;

    /// <summary>Share of response tokens whose importance ratio was clipped.</summary>
    public double ClipFraction { get; init; }

    /// <summary>Mean of old - lp over the response tokens, nats: an estimate of KL(old, current).</summary>
    public double ApproximateKl { get; init; } = double.NaN;

    /// <summary>Rounds of prompts that were drawn; more than 1 only under <see cref="DynamicSampling"/>.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Groups that were drawn and dropped because their rewards are all equal.</summary>
    public int DroppedGroups { get; init; }

    /// <summary>Steps between the drawing of the batch and this one.</summary>
    public int Staleness { get; init; }

    /// <summary>The updates of the step in order.</summary>
    public IReadOnlyList<UpdateRecord> Updates { get; init; } = [];

    /// <summary>Mean entropy of the response tokens with the original picture, nats.</summary>
    public double Entropy { get; init; } = double.NaN;

    /// <summary>Wall time by phase, in the order of the step.</summary>
    public IReadOnlyList<PhaseTime> Times { get; init; } = [];

    /// <summary>All responses of the step.</summary>
    public IEnumerable<ResponseRecord> Responses => Groups.SelectMany(group => group.Responses);

    /// <summary>Responses whose reward could not be computed.</summary>
    public int NotComputable => Responses.Count(response => !response.Reward.IsComputable);

    /// <summary>Mean of a part of the reward ("accuracy", "format") over the responses for which it could be computed; NaN where there is none.</summary>
    public double MeanPart(string name) => Mean(response => response.Reward[name]);

    /// <summary>Mean reward over the responses for which it could be computed; NaN where there is none.</summary>
    public double MeanReward => Mean(response => response.Reward.Total);

    /// <summary>The term of that name; null where the method has none.</summary>
    public LossTerm? Term(string name) =>
        Terms.Where(term => term.Name == name).Select(term => (LossTerm?)term).FirstOrDefault();

    private double Mean(Func<ResponseRecord, double> value) =>
        Responses.Select(value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();
}
