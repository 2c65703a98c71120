using System.Diagnostics;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>What the machine can do, measured in the same run as the work.</summary>
/// <param name="Float32">GFLOP/s of a float32 matrix product, 512 x 512.</param>
/// <param name="BFloat16">The same in bfloat16.</param>
/// <param name="TinyOperation">Microseconds of an addition of two numbers, called from C#.</param>
internal sealed record Calibration(double Float32, double BFloat16, double TinyOperation)
{
    public static Calibration Measure() => new(Product(ScalarType.Float32), Product(ScalarType.BFloat16), Tiny());

    private static double Product(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(512, 512).to_type(type), b = randn(512, 512).to_type(type);
        double best = double.PositiveInfinity;
        for (int i = 0; i < 12; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using Tensor product = a.mm(b);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * 512 * 512 * 512 / best / 1e9;
    }

    private static double Tiny()
    {
        using var scope = NewDisposeScope();
        Tensor one = ones(1);
        const int Count = 20_000;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
        {
            using Tensor sum = one + one;
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / Count * 1e6;
    }
}
