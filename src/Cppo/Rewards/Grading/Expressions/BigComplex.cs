namespace Cppo.Rewards.Grading.Expressions;

/// <summary>A complex number of <see cref="BigFloat"/> parts with the functions that constants of answers need, principal branches.</summary>
internal readonly record struct BigComplex(BigFloat Real, BigFloat Imaginary)
{
    // Series are applied to arguments halved this often.
    private const int Halvings = 24;

    // Parts that are smaller than the other by this many bits are noise of cancellation.
    private const int NoiseBits = 300;

    public static BigFloat Pi { get; } = 4 * ((4 * ArcTangent(BigFloat.One / 5)) - ArcTangent(BigFloat.One / 239)); // Machin

    private static readonly BigFloat LogTwo = 2 * AreaTangent(BigFloat.One / 3);

    /// <summary>The larger of the parts' magnitudes in bits.</summary>
    public int Magnitude => Math.Max(Real.Magnitude, Imaginary.Magnitude);

    public static BigComplex operator +(BigComplex a, BigComplex b) => new(a.Real + b.Real, a.Imaginary + b.Imaginary);

    public static BigComplex operator -(BigComplex a) => new(-a.Real, -a.Imaginary);

    public static BigComplex operator *(BigComplex a, BigComplex b) =>
        new((a.Real * b.Real) - (a.Imaginary * b.Imaginary), (a.Real * b.Imaginary) + (a.Imaginary * b.Real));

    public static BigComplex operator /(BigComplex a, BigComplex b)
    {
        BigFloat square = (b.Real * b.Real) + (b.Imaginary * b.Imaginary);
        BigComplex product = a * new BigComplex(b.Real, -b.Imaginary);
        return new BigComplex(product.Real / square, product.Imaginary / square);
    }

    /// <summary>An integer power.</summary>
    public BigComplex Power(int exponent)
    {
        BigComplex result = new(1, 0), square = this;
        for (int rest = Math.Abs(exponent); rest > 0; rest >>= 1)
        {
            if ((rest & 1) != 0) result *= square;
            square *= square;
        }

        return exponent < 0 ? new BigComplex(1, 0) / result : result;
    }

    /// <summary>The square root with a real part that is not negative; on the negative real axis the upper one.</summary>
    public BigComplex SquareRoot()
    {
        BigFloat size = ((Real * Real) + (Imaginary * Imaginary)).SquareRoot();
        if (size.Sign == 0) return this;
        BigFloat larger = (size + Real.Abs()).Scaled(-1).SquareRoot(), smaller = Imaginary.Scaled(-1) / larger;
        if (Real.Sign >= 0) return new BigComplex(larger, smaller);
        return Imaginary.Sign < 0 ? new BigComplex(-smaller, -larger) : new BigComplex(smaller, larger);
    }

    /// <summary>The natural logarithm, imaginary part in (-pi, pi].</summary>
    public BigComplex Log()
    {
        BigComplex clean = WithoutNoise();
        BigFloat size = ((clean.Real * clean.Real) + (clean.Imaginary * clean.Imaginary)).SquareRoot();
        if (size.Sign == 0) throw EvaluationStop.Undefined();
        int power = size.Magnitude;
        BigFloat unit = size.Scaled(-power); // [1/2, 1)
        BigFloat log = (2 * AreaTangent((unit - 1) / (unit + 1))) + (power * LogTwo);
        return new BigComplex(log, clean.Argument(size));
    }

    /// <summary>e to the power of the number.</summary>
    public BigComplex Exp()
    {
        if (Real.Magnitude > 20 || Imaginary.Magnitude > 40) throw EvaluationStop.GivenUp();
        int twos = (int)(Real / LogTwo).Round();
        BigComplex small = new((Real - (twos * LogTwo)).Scaled(-Halvings), Imaginary.Scaled(-Halvings));
        BigComplex term = new(1, 0), sum = term;
        for (int n = 1; term.Magnitude > -BigFloat.Precision - 60; n++)
        {
            term = term * small / new BigComplex(n, 0);
            sum += term;
        }

        for (int i = 0; i < Halvings; i++) sum *= sum;
        return new BigComplex(sum.Real.Scaled(twos), sum.Imaginary.Scaled(twos));
    }

    /// <summary>Without a part that is only rounding noise beside the other.</summary>
    public BigComplex WithoutNoise() =>
        Real.Sign != 0 && Real.Magnitude < Imaginary.Magnitude - NoiseBits ? this with { Real = 0 }
        : Imaginary.Sign != 0 && Imaginary.Magnitude < Real.Magnitude - NoiseBits ? this with { Imaginary = 0 }
        : this;

    // The angle: twice the arc tangent of y / (r + x), which is well behaved away from the negative real axis.
    private BigFloat Argument(BigFloat size)
    {
        if (Imaginary.Sign == 0) return Real.Sign < 0 ? Pi : 0;
        BigFloat cut = Real.Sign >= 0 ? Imaginary / (size + Real) : (size - Real) / Imaginary;
        return 2 * ArcTangent(cut);
    }

    private static BigFloat ArcTangent(BigFloat x)
    {
        const int halvings = 12;
        for (int i = 0; i < halvings; i++) x /= 1 + (1 + (x * x)).SquareRoot();
        return OddSeries(x, -(x * x)).Scaled(halvings);
    }

    private static BigFloat AreaTangent(BigFloat x) => OddSeries(x, x * x);

    // x + x q / 3 + x q^2 / 5 + ...
    private static BigFloat OddSeries(BigFloat x, BigFloat factor)
    {
        BigFloat sum = 0, power = x;
        for (int n = 1; power.Magnitude > -BigFloat.Precision - 60; n += 2)
        {
            sum += power / n;
            power *= factor;
        }

        return sum;
    }
}
