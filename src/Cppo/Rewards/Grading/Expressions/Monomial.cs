using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>A base of a monomial with its power.</summary>
/// <param name="Name">A symbol, "pi", a prime in digits, or "-1".</param>
/// <param name="Exponent">Never 0; of a prime and of -1 between 0 and 1.</param>
internal readonly record struct BasePower(string Name, Rational Exponent)
{
    public const string Pi = " pi", MinusOne = "-1";

    public bool IsConstant => Name is Pi or MinusOne || char.IsAsciiDigit(Name[0]);
}

/// <summary>
/// A product of bases to rational powers, in the order of their names: symbols, pi, primes (for roots of integers) and -1 (for roots
/// of negative numbers; its power 1/2 is the imaginary unit).
/// </summary>
internal sealed class Monomial : IEquatable<Monomial>
{
    private readonly string key;

    private Monomial(IReadOnlyList<BasePower> powers)
    {
        Powers = powers;
        key = string.Join('|', powers.Select(power => $"{power.Name}^{power.Exponent.Numerator}/{power.Exponent.Denominator}"));
    }

    public static Monomial One { get; } = new([]);

    public IReadOnlyList<BasePower> Powers { get; }

    /// <summary>Puts powers of bases together; what they hold of plain numbers goes into the coefficient.</summary>
    public static (Coefficient Coefficient, Monomial Monomial) Create(IEnumerable<BasePower> powers)
    {
        SortedDictionary<string, Rational> exponents = new(StringComparer.Ordinal);
        foreach (BasePower power in powers) exponents[power.Name] = exponents.GetValueOrDefault(power.Name) + power.Exponent;
        Coefficient coefficient = new(Rational.One);
        List<BasePower> kept = [];
        foreach ((string name, Rational exponent) in exponents)
        {
            Rational rest = exponent;
            if (name == BasePower.MinusOne || char.IsAsciiDigit(name[0]))
            {
                BigInteger whole = exponent.Floor();
                rest = exponent - whole;
                if (BigInteger.Abs(whole) > 10_000) throw EvaluationStop.GivenUp();
                coefficient *= new Coefficient(((Rational)BigInteger.Parse(name, null)).Power((int)whole));
            }

            if (rest.Sign != 0) kept.Add(new BasePower(name, rest));
        }

        return (coefficient, kept.Count == 0 ? One : new Monomial(kept));
    }

    public bool Equals(Monomial? other) => other is not null && key == other.key;

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode() => key.GetHashCode(StringComparison.Ordinal);
}
