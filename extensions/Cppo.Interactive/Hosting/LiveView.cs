namespace Cppo.Interactive.Hosting;

/// <summary>One display that is kept up to date. Safe to use from several threads.</summary>
public sealed class LiveView : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(330);

    private readonly Lock gate = new();
    private readonly INotebookHost? host;
    private readonly TimeProvider time;
    private ILiveDisplay? display;
    private object? latest;
    private long drawnAt;
    private bool pending, disposed;

    internal LiveView(INotebookHost? host, object? value, TimeProvider time)
    {
        (this.host, this.time) = (host, time);
        if (value is not null) Update(value);
    }

    /// <summary>Shows a new state, or keeps it for the next turn if the last drawing is less than a third of a second ago.</summary>
    public void Update(object value)
    {
        lock (gate)
        {
            if (disposed) return;
            (latest, pending) = (value, true);
            if (display is null || time.GetElapsedTime(drawnAt) >= Interval) Draw();
        }
    }

    /// <summary>Draws the last state if it has not been drawn; without a notebook this is where it is printed.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            if (pending) Draw();
            if (host is null && latest is not null) Console.WriteLine(Notebook.Render(latest).PlainText);
            disposed = true;
        }
    }

    private void Draw()
    {
        pending = false;
        drawnAt = time.GetTimestamp();
        if (host is null) return;
        RenderedOutput output = Notebook.Render(latest);
        if (display is null) display = host.Display(output);
        else display.Update(output);
    }
}
