namespace Cppo.Kernel.Sessions;

/// <summary>
/// The thread on which cells start. TorchSharp keeps its scopes and its gradient mode per thread, so all cells share one. A thread
/// that does not come back is left behind.
/// </summary>
internal sealed class CellThread : IDisposable
{
    private const int StackBytes = 8 << 20;
    private readonly System.Collections.Concurrent.BlockingCollection<Action> queue = [];
    private readonly Thread thread;

    public CellThread()
    {
        thread = new Thread(Loop, StackBytes) { IsBackground = true, Name = "cells" };
        thread.Start();
    }

    /// <summary>Starts work on the thread, in the caller's execution context.</summary>
    /// <returns>A task that ends with the work, also with the part of it that goes on after an await.</returns>
    public Task RunAsync(Func<Task> work)
    {
        TaskCompletionSource<Task> started = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ExecutionContext? context = ExecutionContext.Capture();
        queue.Add(() =>
        {
            try
            {
                if (context is null) started.SetResult(work());
                else ExecutionContext.Run(context, _ => started.SetResult(work()), null);
            }
            catch (Exception error)
            {
                started.TrySetException(error);
            }
        });
        return started.Task.Unwrap();
    }

    /// <summary>Wakes the thread where it waits (a sleep, a lock, a blocking wait for a task): managed waits can be broken, native calls cannot.</summary>
    public void BreakWait()
    {
        if ((thread.ThreadState & ThreadState.WaitSleepJoin) != 0) thread.Interrupt();
    }

    /// <summary>Lets the thread end after its present work.</summary>
    public void Dispose() => queue.CompleteAdding();

    private void Loop()
    {
        while (true)
        {
            try
            {
                foreach (Action work in queue.GetConsumingEnumerable()) work();
                return;
            }
            catch (ThreadInterruptedException)
            {
                // An interrupt that arrived between two cells: nothing runs that it could be meant for.
            }
        }
    }
}
