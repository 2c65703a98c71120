namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Bounds what the comparison of two expressions may cost, whatever they are.</summary>
/// <param name="steps">As many steps; the default takes about 30 ms.</param>
internal sealed class WorkBudget(long steps = 1_500_000)
{
    private long stepsLeft = steps;

    /// <summary>Accounts for some work; one step is about a multiplication of machine words.</summary>
    /// <exception cref="EvaluationStop">Too much was done already.</exception>
    public void Spend(long steps)
    {
        stepsLeft -= steps;
        if (stepsLeft < 0) throw EvaluationStop.GivenUp();
    }

    /// <summary>Accounts for arithmetic with numbers of some length, quadratic as greatest common divisors are.</summary>
    public void SpendOnNumbers(long bits)
    {
        long words = 1 + (bits / 64);
        Spend(10 + (words * words));
    }
}
