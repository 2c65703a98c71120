using Cppo.Interactive.Rendering;

namespace Cppo.Interactive.Hosting;

/// <summary>
/// What a cell's own code can use in either host: show a result, or keep one display up to date. Outside a notebook both write text
/// to the console. The host says once who it is (<see cref="Current"/>).
/// </summary>
public static class Notebook
{
    private static readonly AsyncLocal<INotebookHost?> Scoped = new();
    private static INotebookHost? shared;

    /// <summary>The host of the running cell; null outside a notebook. Setting it concerns the whole process.</summary>
    public static INotebookHost? Current
    {
        get => Scoped.Value ?? shared;
        set => shared = value;
    }

    /// <summary>Cancelled when the user interrupts the running cell.</summary>
    public static CancellationToken Cancellation => Current?.Cancellation ?? CancellationToken.None;

    /// <summary>Sets the host for the current asynchronous flow only; the earlier one returns on disposal.</summary>
    public static IDisposable Use(INotebookHost host)
    {
        Scope scope = new(Scoped.Value);
        Scoped.Value = host;
        return scope;
    }

    /// <summary>Shows a result by its view; a value without a view as text.</summary>
    public static void Show(object? value)
    {
        RenderedOutput output = Render(value);
        if (Current is { } host) host.Display(output);
        else Console.WriteLine(output.PlainText);
    }

    /// <summary>
    /// Shows a result that changes: call <see cref="LiveView.Update"/> as often as it changes; it is drawn at most three times a
    /// second, and once more on disposal, so that the last state stays.
    /// </summary>
    /// <param name="value">The first state; may be an object that grows, such as a training history.</param>
    /// <param name="time">The clock; the system's unless a test brings its own.</param>
    public static LiveView Live(object? value = null, TimeProvider? time = null) => new(Current, value, time ?? TimeProvider.System);

    internal static RenderedOutput Render(object? value) =>
        Rendering.Views.Render(value) ?? new RenderedOutput(null, TextEncoder.Terminal(value?.ToString()));

    private sealed class Scope(INotebookHost? before) : IDisposable
    {
        public void Dispose() => Scoped.Value = before;
    }
}
