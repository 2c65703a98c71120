using System.Runtime.CompilerServices;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages;

/// <summary>
/// What the kernel writes into a cell's loops and methods so that an interrupt can end them: .NET has no way to stop a thread from
/// outside. While nobody interrupts, a check is one read of a static field.
/// </summary>
public static class CellCancellation
{
    private static int requests;

    /// <summary>Called at the start of every loop body and at every label.</summary>
    /// <exception cref="CellInterruptedException">The user interrupted this cell.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ThrowIfRequested()
    {
        if (Volatile.Read(ref requests) != 0) ThrowIfThisCell();
    }

    /// <summary>Called at the start of every method. A recursion without end becomes an exception here; it would otherwise end the process.</summary>
    /// <exception cref="CellInterruptedException">The user interrupted this cell.</exception>
    /// <exception cref="InsufficientExecutionStackException">The methods are nested too deeply.</exception>
    public static void EnterMethod()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new InsufficientExecutionStackException("Methods call each other without end.");
        ThrowIfRequested();
    }

    /// <summary>The task, or its cancellation when the user interrupts first; the task itself goes on.</summary>
    public static Task UntilInterrupt(Task task) => task.IsCompleted ? task : task.WaitAsync(Token);

    /// <inheritdoc cref="UntilInterrupt(Task)"/>
    public static Task<T> UntilInterrupt<T>(Task<T> task) => task.IsCompleted ? task : task.WaitAsync(Token);

    /// <inheritdoc cref="UntilInterrupt(Task)"/>
    public static ValueTask UntilInterrupt(ValueTask task) => task.IsCompleted ? task : new(task.AsTask().WaitAsync(Token));

    /// <inheritdoc cref="UntilInterrupt(Task)"/>
    public static ValueTask<T> UntilInterrupt<T>(ValueTask<T> task) => task.IsCompleted ? task : new(task.AsTask().WaitAsync(Token));

    /// <summary>Whatever else can be awaited is awaited as it is.</summary>
    public static T UntilInterrupt<T>(T awaitable) => awaitable;

    private static CancellationToken Token => CellRun.Own?.Cancellation ?? CancellationToken.None;

    internal static void Raise() => Interlocked.Increment(ref requests);

    internal static void Lower() => Interlocked.Decrement(ref requests);

    // The request may be meant for another cell: one that was given up while its thread went on.
    private static void ThrowIfThisCell()
    {
        if (CellRun.Own is { InterruptRequested: true } run) throw new CellInterruptedException(run.Cancellation);
    }
}

/// <summary>Thrown inside a cell that the user interrupted.</summary>
public sealed class CellInterruptedException(CancellationToken token)
    : OperationCanceledException("The cell was interrupted.", token);
