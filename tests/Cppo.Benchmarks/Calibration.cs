using System.Diagnostics;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>What the machine can do, measured in the same run as the work.</summary>
/// <param name="Float32">GFLOP/s of a float32 matrix product, 1024 x 1024, by processor time of all threads.</param>
/// <param name="BFloat16">The same in bfloat16.</param>
/// <param name="TinyOperation">Microseconds of an addition of two numbers, called from C#.</param>
internal sealed record Calibration(double Float32, double BFloat16, double TinyOperation)
{
    private const int Side = 1024;

    public static Calibration Measure() => new(Product(ScalarType.Float32), Product(ScalarType.BFloat16), Tiny());

    /// <summary>The better of each: what the machine could do in the run.</summary>
    public Calibration Best(Calibration other) =>
        new(Math.Max(Float32, other.Float32), Math.Max(BFloat16, other.BFloat16), Math.Min(TinyOperation, other.TinyOperation));

    private static double Product(ScalarType type)
    {
        using var scope = NewDisposeScope();
        Tensor a = randn(Side, Side).to_type(type), b = randn(Side, Side).to_type(type);
        double best = double.PositiveInfinity;
        for (int i = 0; i < 24; i++)
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            using Tensor product = a.mm(b);
            // Processor time, as the work is measured: another program's load must not make the machine look slow and us fast.
            best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalSeconds / get_num_threads());
        }

        return 2.0 * Side * Side * Side / best / 1e9;
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
