using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Kernels;

/// <summary>
/// float32 tensors in the processor's memory, read and written without libtorch. One pass of a loop of our own does what would be a
/// dozen operations of libtorch, each with its call, its tensor and its way through memory; where a step computes little (one
/// token for each row) these cost more than the arithmetic. For passes without gradients: libtorch sees nothing of it.
/// </summary>
internal static unsafe class Floats
{
    // Fewer numbers are not worth waking a second thread.
    private const long LeastForThreads = 1 << 14;

    /// <summary>Whether loops may take the place of libtorch's operations on such a tensor.</summary>
    public static bool Fit(Tensor x) =>
        x.dtype == ScalarType.Float32 && x.device_type == DeviceType.CPU && !is_grad_enabled() && x.numel() < 1 << 28;

    /// <summary>The numbers of a contiguous tensor; valid as long as the tensor lives.</summary>
    public static float* Of(Tensor x) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<byte, float>(x.bytes)));

    /// <summary>Runs a loop over rows, in pieces by thread where there are enough numbers. A row's result must not depend on the piece.</summary>
    /// <param name="rows">How many.</param>
    /// <param name="numbers">What a row costs, in multiplications.</param>
    /// <param name="loop">From a first row to before a last one.</param>
    public static void Rows(int rows, long numbers, Action<int, int> loop)
    {
        int threads = (int)Math.Min(Math.Min(get_num_threads(), rows), rows * numbers / LeastForThreads);
        if (threads <= 1)
        {
            loop(0, rows);
            return;
        }

        Parallel.For(0, threads, piece => loop((int)((long)rows * piece / threads), (int)((long)rows * (piece + 1) / threads)));
    }
}
