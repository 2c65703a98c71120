namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Why an expression has no value here.</summary>
internal enum StopCause
{
    /// <summary>A division by zero or the like: such an answer equals nothing, not even itself.</summary>
    Undefined,

    /// <summary>Beyond what any answer needs, or what the reference never finds to be zero.</summary>
    GivenUp,

    /// <summary>This way of calculating cannot do it; another may.</summary>
    NotRepresentable,
}

/// <summary>Ends an evaluation.</summary>
internal sealed class EvaluationStop(StopCause cause) : Exception
{
    public StopCause Cause => cause;

    public static EvaluationStop Undefined() => new(StopCause.Undefined);

    public static EvaluationStop GivenUp() => new(StopCause.GivenUp);

    public static EvaluationStop NotRepresentable() => new(StopCause.NotRepresentable);
}
