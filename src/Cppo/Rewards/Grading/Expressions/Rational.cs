using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>An exact fraction in lowest terms with a positive denominator.</summary>
internal readonly record struct Rational : IComparable<Rational>
{
    // Larger numbers than any answer's; work on hostile ones stays bounded.
    private const long MostBits = 60_000;

    private readonly BigInteger? denominator; // null is 1: default(Rational) is 0

    public Rational(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero) throw EvaluationStop.Undefined();
        if (numerator.GetBitLength() > MostBits || denominator.GetBitLength() > MostBits) throw EvaluationStop.GivenUp();
        BigInteger divisor = denominator.IsOne ? denominator : BigInteger.GreatestCommonDivisor(numerator, denominator) * denominator.Sign;
        (Numerator, this.denominator) = (numerator / divisor, denominator / divisor);
    }

    public static Rational Zero => default;

    public static Rational One { get; } = new(1, 1);

    public BigInteger Numerator { get; }

    public BigInteger Denominator => denominator ?? BigInteger.One;

    /// <summary>The length of the longer part.</summary>
    public long Bits => Math.Max(Numerator.GetBitLength(), Denominator.GetBitLength());

    public bool IsInteger => Denominator.IsOne;

    public int Sign => Numerator.Sign;

    public static implicit operator Rational(BigInteger value) => new(value, BigInteger.One);

    public static implicit operator Rational(int value) => new(value, BigInteger.One);

    public static Rational operator +(Rational a, Rational b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Rational operator -(Rational a, Rational b) => a + -b;

    public static Rational operator -(Rational a) => new(-a.Numerator, a.Denominator);

    public static Rational operator *(Rational a, Rational b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Rational operator /(Rational a, Rational b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static bool operator <(Rational a, Rational b) => a.CompareTo(b) < 0;

    public static bool operator >(Rational a, Rational b) => a.CompareTo(b) > 0;

    /// <summary>The largest integer that is not above.</summary>
    public BigInteger Floor() => (Numerator - (((Numerator % Denominator) + Denominator) % Denominator)) / Denominator;

    /// <summary>An integer power; negative ones of 0 are undefined.</summary>
    public Rational Power(int exponent)
    {
        int size = Math.Abs(exponent);
        if (Bits * size > MostBits) throw EvaluationStop.GivenUp();
        BigInteger top = BigInteger.Pow(Numerator, size), bottom = BigInteger.Pow(Denominator, size);
        return exponent < 0 ? new Rational(bottom, top) : new Rational(top, bottom);
    }

    public int CompareTo(Rational other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    /// <summary>The value of a double, exactly.</summary>
    public static Rational FromDouble(double value)
    {
        if (!double.IsFinite(value)) throw EvaluationStop.GivenUp();
        int exponent = Math.Max(Math.ILogB(value), -1022) - 52;
        if (value == 0) return Zero;
        BigInteger mantissa = new(Math.ScaleB(value, -exponent)); // 53 bits: exact
        return exponent >= 0 ? mantissa << exponent : new Rational(mantissa, BigInteger.One << -exponent);
    }

    /// <summary>The nearest double, ties to even.</summary>
    public double ToDouble()
    {
        if (Sign == 0) return 0;
        BigInteger size = BigInteger.Abs(Numerator);
        int shift = (int)(66 - size.GetBitLength() + Denominator.GetBitLength());
        BigInteger quotient = BigInteger.DivRem(
            shift > 0 ? size << shift : size, shift < 0 ? Denominator << -shift : Denominator, out BigInteger rest);
        int drop = (int)quotient.GetBitLength() - 53;
        BigInteger mantissa = quotient >> drop, cut = quotient - (mantissa << drop), half = BigInteger.One << (drop - 1);
        bool up = cut > half || (cut == half && (!rest.IsZero || !mantissa.IsEven));
        if (up) mantissa++;
        return Sign * Math.ScaleB((double)(ulong)mantissa, drop - shift);
    }
}
