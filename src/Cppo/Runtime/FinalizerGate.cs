using System.Runtime.CompilerServices;

namespace Cppo.Runtime;

/// <summary>
/// Keeps TorchSharp's numbers alive while libtorch still reads them. TorchSharp 0.107 wraps every number that meets a tensor
/// (<c>x * 2</c>, and the hidden factor 1 of <c>x + y</c>) in a <c>Scalar</c> with a finalizer, and lets go of it as soon as its native
/// handle is read. When another thread causes a garbage collection just then, the finalizer can free the number before libtorch
/// has read it: the result is wrong or an assertion of libtorch fails. Seen once in 40,000 operations beside two
/// allocating threads.
/// <para>
/// The gate is an object that finalizes first in every collection and holds the finalizer thread for a moment; the call that was
/// under way has long read its number by then. The runtime finalizes the objects of a collection from the oldest to the newest, the number
/// in use is the newest, and each gate makes its successor before it waits.
/// </para>
/// </summary>
internal sealed class FinalizerGate
{
    // On a machine with ten times more work than cores a thread may stand still for longer than 200 ms between the two reads.
    private const int Milliseconds = 1000;

    private FinalizerGate()
    {
    }

    ~FinalizerGate()
    {
        if (Environment.HasShutdownStarted) return;
        Close();
        Thread.Sleep(Milliseconds);
    }

    // Not inlined: the caller must not keep the object alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Close() => _ = new FinalizerGate();
}
