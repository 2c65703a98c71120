using System.Globalization;
using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>Roots of rational numbers as powers of primes: 12^(1/2) is 2 * 3^(1/2).</summary>
internal static class PrimeRoots
{
    // Divisors are tried up to here. What is left of a larger number stays in one piece, unless it is a square.
    private const int LargestTrial = 1 << 15;
    private static readonly BigInteger ProvenPrime = BigInteger.Pow(LargestTrial, 2);

    /// <summary>number ^ exponent as powers of primes (of large numbers perhaps of composites).</summary>
    public static IEnumerable<BasePower> Of(Rational number, Rational exponent, WorkBudget budget) =>
        Factors(number.Numerator, budget).Select(factor => new BasePower(factor.Base, factor.Count * exponent))
            .Concat(Factors(number.Denominator, budget).Select(factor => new BasePower(factor.Base, -factor.Count * exponent)));

    /// <summary>Whether a base is certainly a prime.</summary>
    public static bool IsKnownPrime(string digits) =>
        BigInteger.Parse(digits, CultureInfo.InvariantCulture) < ProvenPrime;

    private static List<(string Base, Rational Count)> Factors(BigInteger number, WorkBudget budget)
    {
        List<(string, Rational)> factors = [];
        for (int divisor = 2; divisor <= LargestTrial && number > 1; divisor += divisor == 2 ? 1 : 2)
        {
            if ((BigInteger)divisor * divisor > number) break;
            budget.Spend(4 + (number.GetBitLength() / 32));
            int count = 0;
            for (; (number % divisor).IsZero; count++)
            {
                budget.Spend(1 + (number.GetBitLength() / 32));
                number /= divisor;
            }

            if (count > 0) factors.Add((Text(divisor), count));
        }

        if (number.IsOne) return factors;
        BigInteger root = BigFloat.IntegerSquareRoot(number);
        factors.Add(number >= ProvenPrime && root * root == number ? (Text(root), 2) : (Text(number), 1));
        return factors;
    }

    private static string Text(BigInteger number) => number.ToString(CultureInfo.InvariantCulture);
}
