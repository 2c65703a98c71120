namespace Cppo.Runtime;

/// <summary>
/// Normal numbers by the ziggurat of Marsaglia and Tsang (2000) with Doornik's (2005) arrangement of the layers: exact in
/// distribution, one 64-bit draw and one multiplication in 98.8 % of the cases. Pictures need 21,168 of them each.
/// </summary>
internal static class Ziggurat
{
    private const int Layers = 128;

    // Right edge of the base strip and the common area of the strips for 128 layers (Marsaglia and Tsang).
    private const double Edge = 3.442619855899, Area = 9.91256303526217e-3;

    // Layer i reaches to x[i]; ratio[i] = x[i + 1] / x[i] is the share of it that lies under the curve for certain.
    private static readonly double[] X = new double[Layers + 1], Ratio = new double[Layers], Height = new double[Layers + 1];

    static Ziggurat()
    {
        double height = Density(Edge);
        X[0] = Area / height; // a box with the area of the base strip and its tail
        X[1] = Edge;
        for (int i = 2; i < Layers; i++)
        {
            X[i] = Math.Sqrt(-2 * Math.Log((Area / X[i - 1]) + height));
            height = Density(X[i]);
        }

        for (int i = 0; i < Layers; i++) Ratio[i] = X[i + 1] / X[i];
        for (int i = 0; i <= Layers; i++) Height[i] = Density(X[i]);
    }

    /// <summary>Normal with mean 0 and standard deviation 1.</summary>
    public static double Next(CounterRandom random)
    {
        while (true)
        {
            // The low 7 bits choose the layer, the high 53 the place in it: disjoint, hence independent.
            ulong bits = ((ulong)random.NextUInt32() << 32) | random.NextUInt32();
            int layer = (int)(bits & (Layers - 1));
            double place = ((long)(bits >> 11) - (1L << 52)) * (1.0 / (1L << 52)); // [-1, 1)
            double x = place * X[layer];
            if (Math.Abs(place) < Ratio[layer]) return x;
            if (layer == 0) return Tail(random, place < 0);
            if (Height[layer] + (random.NextDouble() * (Height[layer + 1] - Height[layer])) < Density(x)) return x;
        }
    }

    // Beyond the edge (Marsaglia, 1964).
    private static double Tail(CounterRandom random, bool negative)
    {
        double beyond, height;
        do
        {
            beyond = -Math.Log(1 - random.NextDouble()) / Edge;
            height = -Math.Log(1 - random.NextDouble());
        }
        while (2 * height < beyond * beyond);
        return negative ? -Edge - beyond : Edge + beyond;
    }

    private static double Density(double x) => Math.Exp(-0.5 * x * x);
}
