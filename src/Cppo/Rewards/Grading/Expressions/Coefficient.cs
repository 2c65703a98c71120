namespace Cppo.Rewards.Grading.Expressions;

/// <summary>
/// The number in front of a term: exact, or a double once a decimal took part. Doubles combine as in the reference's computer
/// algebra, rounding after every step.
/// </summary>
internal readonly record struct Coefficient
{
    private readonly Rational exact;
    private readonly double? decimalValue;

    public Coefficient(Rational value) => exact = value;

    public Coefficient(double value) => decimalValue = double.IsFinite(value) ? value : throw EvaluationStop.GivenUp();

    public bool IsDecimal => decimalValue is not null;

    public bool IsZero => decimalValue is double value ? value == 0 : exact.Sign == 0;

    public int Sign => decimalValue is double value ? Math.Sign(value) : exact.Sign;

    /// <summary>The exact value; only where it is not a decimal.</summary>
    public Rational Exact => IsDecimal ? throw EvaluationStop.NotRepresentable() : exact;

    /// <summary>The value as a double.</summary>
    public double AsDouble => decimalValue ?? exact.ToDouble();

    public static Coefficient operator +(Coefficient a, Coefficient b) =>
        a.IsDecimal || b.IsDecimal ? new(a.AsDouble + b.AsDouble) : new(a.exact + b.exact);

    public static Coefficient operator -(Coefficient a) => a.decimalValue is double value ? new(-value) : new(-a.exact);

    public static Coefficient operator *(Coefficient a, Coefficient b) =>
        a.IsDecimal || b.IsDecimal ? new(a.AsDouble * b.AsDouble) : new(a.exact * b.exact);

    /// <summary>An integer power, rounded once.</summary>
    public Coefficient Power(int exponent) => decimalValue is double value
        ? new(Rational.FromDouble(value).Power(exponent).ToDouble())
        : new(exact.Power(exponent));

    /// <summary>The quotient of two plain numbers; a decimal divides an exact number by way of its reciprocal.</summary>
    public static Coefficient Quotient(Coefficient a, Coefficient b)
    {
        if (b.IsZero) throw EvaluationStop.Undefined();
        if (a.IsDecimal) return new(a.AsDouble / b.AsDouble);
        return b.IsDecimal ? new(a.AsDouble * (1 / b.AsDouble)) : new(a.exact / b.exact);
    }
}
