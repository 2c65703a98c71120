namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Bounds what the comparison of two expressions may cost, whatever they are.</summary>
internal sealed class WorkBudget
{
    private long stepsLeft = 1_500_000; // about 30 ms

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
