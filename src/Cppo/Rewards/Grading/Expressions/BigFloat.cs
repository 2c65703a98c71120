using System.Numerics;

namespace Cppo.Rewards.Grading.Expressions;

/// <summary>A binary floating-point number with 400 bits (120 decimal digits), rounded down in every operation.</summary>
internal readonly record struct BigFloat
{
    public const int Precision = 400;

    private readonly BigInteger mantissa;
    private readonly int exponent; // value = mantissa * 2^exponent

    private BigFloat(BigInteger mantissa, long exponent)
    {
        int excess = (int)mantissa.GetBitLength() - Precision;
        if (excess > 0) (mantissa, exponent) = (mantissa >> excess, exponent + excess);
        if (mantissa.IsZero) exponent = 0;
        if (Math.Abs(exponent) > 10_000_000) throw EvaluationStop.GivenUp();
        (this.mantissa, this.exponent) = (mantissa, (int)exponent);
    }

    public static BigFloat Zero => default;

    public static BigFloat One { get; } = FromRational(1);

    public int Sign => mantissa.Sign;

    /// <summary>The position of the highest bit: about the logarithm to base 2; very negative for 0.</summary>
    public int Magnitude => mantissa.IsZero ? -(1 << 30) : exponent + (int)BigInteger.Abs(mantissa).GetBitLength();

    public static implicit operator BigFloat(int value) => new(value, 0);

    public static BigFloat FromRational(Rational value)
    {
        int shift = Math.Max(0, Precision + 2 + (int)value.Denominator.GetBitLength() - (int)BigInteger.Abs(value.Numerator).GetBitLength());
        return new BigFloat((value.Numerator << shift) / value.Denominator, -shift);
    }

    public static BigFloat operator +(BigFloat a, BigFloat b)
    {
        if (a.Sign == 0) return b;
        if (b.Sign == 0) return a;
        // What lies below the other's last bit by far cannot change it.
        if (a.Magnitude - b.Magnitude > 2 * Precision) return a;
        if (b.Magnitude - a.Magnitude > 2 * Precision) return b;
        int low = Math.Min(a.exponent, b.exponent);
        return new BigFloat((a.mantissa << (a.exponent - low)) + (b.mantissa << (b.exponent - low)), low);
    }

    public static BigFloat operator -(BigFloat a) => new(-a.mantissa, a.exponent);

    public static BigFloat operator -(BigFloat a, BigFloat b) => a + -b;

    public static BigFloat operator *(BigFloat a, BigFloat b) => new(a.mantissa * b.mantissa, (long)a.exponent + b.exponent);

    public static BigFloat operator /(BigFloat a, BigFloat b)
    {
        if (b.Sign == 0) throw EvaluationStop.Undefined();
        int shift = Math.Max(0, Precision + 2 + (int)BigInteger.Abs(b.mantissa).GetBitLength() - (int)BigInteger.Abs(a.mantissa).GetBitLength());
        return new BigFloat((a.mantissa << shift) / b.mantissa, (long)a.exponent - shift - b.exponent);
    }

    /// <summary>Times a power of two.</summary>
    public BigFloat Scaled(int power) => new(mantissa, (long)exponent + power);

    public BigFloat Abs() => new(BigInteger.Abs(mantissa), exponent);

    /// <summary>The square root of a number that is not negative.</summary>
    public BigFloat SquareRoot()
    {
        if (Sign == 0) return this;
        int shift = Math.Max(0, (2 * Precision) + 2 - (int)mantissa.GetBitLength());
        if (((exponent - shift) & 1) != 0) shift++;
        return new BigFloat(IntegerSquareRoot(mantissa << shift), (exponent - shift) / 2);
    }

    /// <summary>The nearest integer.</summary>
    public BigInteger Round()
    {
        if (Magnitude > 10 * Precision) throw EvaluationStop.GivenUp();
        return exponent >= 0 ? mantissa << exponent : ((mantissa >> (-exponent - 1)) + 1) >> 1;
    }

    /// <summary>The largest integer whose square is not above a number (Newton's iteration from above).</summary>
    public static BigInteger IntegerSquareRoot(BigInteger number)
    {
        if (number.IsZero) return number;
        BigInteger root = BigInteger.One << (((int)number.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (number / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
