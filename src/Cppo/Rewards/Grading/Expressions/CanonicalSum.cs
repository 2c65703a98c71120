namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// A sum of monomials with coefficients, each monomial once: two expressions that can be written so are equal exactly when
/// nothing is left of their difference. Immutable.
/// </summary>
internal sealed class CanonicalSum
{
    private const int MostTerms = 500, LargestPower = 5000;

    private readonly Dictionary<Monomial, Coefficient> terms;

    private CanonicalSum(Dictionary<Monomial, Coefficient> terms)
    {
        if (terms.Count > MostTerms) throw EvaluationStop.NotRepresentable();
        this.terms = terms;
    }

    public static CanonicalSum Zero { get; } = new([]);

    /// <summary>How many terms there are.</summary>
    public int Count => terms.Count;

    /// <summary>The terms.</summary>
    public IReadOnlyDictionary<Monomial, Coefficient> Terms => terms;

    /// <summary>The length of all coefficients together.</summary>
    public long Bits => terms.Values.Sum(coefficient => coefficient.IsDecimal ? 64 : coefficient.Exact.Bits);

    public bool IsZero => terms.Count == 0;

    /// <summary>
    /// Whether being not empty proves it not to be zero: roots of primes, pi and symbols are independent, roots of -1 other than
    /// the imaginary unit are not, and a decimal settles the matter.
    /// </summary>
    public bool IsDecisive => terms.Values.Any(coefficient => coefficient.IsDecimal) || !terms.Keys.Any(monomial => monomial.Powers.Any(power =>
        (power.Name == BasePower.MinusOne && power.Exponent.Denominator > 2)
        || (char.IsAsciiDigit(power.Name[0]) && !PrimeRoots.IsKnownPrime(power.Name))));

    /// <summary>The value where it is a plain number, else null.</summary>
    public Coefficient? Number =>
        IsZero ? new Coefficient(Rational.Zero)
        : terms.Count == 1 && terms.TryGetValue(Monomial.One, out Coefficient value) ? value
        : null;

    public static CanonicalSum Of(Coefficient coefficient, params IEnumerable<BasePower> powers)
    {
        (Coefficient factor, Monomial monomial) = Monomial.Create(powers);
        coefficient *= factor;
        return coefficient.IsZero ? Zero : new CanonicalSum(new() { [monomial] = coefficient });
    }

    public static CanonicalSum operator +(CanonicalSum a, CanonicalSum b)
    {
        Dictionary<Monomial, Coefficient> sum = new(a.terms);
        foreach ((Monomial monomial, Coefficient coefficient) in b.terms) Add(sum, monomial, coefficient);
        return new CanonicalSum(sum);
    }

    public static CanonicalSum operator -(CanonicalSum a) => new(a.terms.ToDictionary(term => term.Key, term => -term.Value));

    public static CanonicalSum operator *(CanonicalSum a, CanonicalSum b)
    {
        Dictionary<Monomial, Coefficient> product = [];
        foreach ((Monomial left, Coefficient leftCoefficient) in a.terms)
        {
            foreach ((Monomial right, Coefficient rightCoefficient) in b.terms)
            {
                (Coefficient factor, Monomial monomial) = Monomial.Create(left.Powers.Concat(right.Powers));
                Add(product, monomial, leftCoefficient * rightCoefficient * factor);
            }
        }

        return new CanonicalSum(product);
    }

    /// <summary>The quotient, where the divisor is a single term.</summary>
    public static CanonicalSum operator /(CanonicalSum a, CanonicalSum b) =>
        a.Number is { } top && b.Number is { } bottom ? Of(Coefficient.Quotient(top, bottom)) : a * b.Power(-1);

    /// <summary>An integer power of a single term.</summary>
    public CanonicalSum Power(int exponent)
    {
        if (exponent == 0) return Of(new Coefficient(Rational.One));
        if (IsZero) return exponent > 0 ? Zero : throw EvaluationStop.Undefined();
        if (Math.Abs(exponent) > LargestPower) throw EvaluationStop.GivenUp();
        if (terms.Count > 1) throw EvaluationStop.NotRepresentable();
        (Monomial monomial, Coefficient coefficient) = terms.First();
        return Of(coefficient.Power(exponent), monomial.Powers.Select(power => power with { Exponent = power.Exponent * exponent }));
    }

    /// <summary>
    /// A power that is not an integer. The term must be single, with at most one symbol, so that the principal branch of the power is
    /// the product of the powers.
    /// </summary>
    public CanonicalSum Root(Rational exponent, WorkBudget budget)
    {
        if (IsZero) return exponent.Sign > 0 ? Zero : throw EvaluationStop.Undefined();
        if (terms.Count > 1) throw EvaluationStop.NotRepresentable();
        (Monomial monomial, Coefficient coefficient) = terms.First();
        List<BasePower> powers = [];
        Rational turns = coefficient.Sign < 0 ? 1 : 0; // the argument of the constant part, in half turns
        int symbols = 0;
        foreach (BasePower power in monomial.Powers)
        {
            if (power.Name == BasePower.MinusOne)
            {
                turns += power.Exponent;
                continue;
            }

            if (!power.IsConstant && (++symbols > 1 || power.Exponent > 1 || !(power.Exponent > -1))) throw EvaluationStop.NotRepresentable();
            powers.Add(power with { Exponent = power.Exponent * exponent });
        }

        if (turns > 1) turns -= 2;
        if (turns.Sign != 0)
        {
            if (symbols > 0) throw EvaluationStop.NotRepresentable();
            powers.Add(new BasePower(BasePower.MinusOne, turns * exponent));
        }

        if (!coefficient.IsDecimal)
        {
            Rational size = coefficient.Sign < 0 ? -coefficient.Exact : coefficient.Exact;
            return Of(new Coefficient(Rational.One), powers.Concat(PrimeRoots.Of(size, exponent, budget)));
        }

        double magnitude = Math.Abs(coefficient.AsDouble);
        double root = exponent == new Rational(1, 2) ? Math.Sqrt(magnitude) : Math.Pow(magnitude, exponent.ToDouble());
        return Of(new Coefficient(root), powers);
    }

    private static void Add(Dictionary<Monomial, Coefficient> sum, Monomial monomial, Coefficient coefficient)
    {
        Coefficient total = sum.TryGetValue(monomial, out Coefficient before) ? before + coefficient : coefficient;
        if (total.IsZero) sum.Remove(monomial);
        else sum[monomial] = total;
    }
}
