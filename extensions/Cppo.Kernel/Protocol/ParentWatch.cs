using System.Diagnostics;
using System.Globalization;

namespace Cppo.Kernel.Protocol;

/// <summary>Ends the kernel when the program that started it is gone, so that no kernel is left behind. Jupyter names that program in JPY_PARENT_PID.</summary>
internal sealed class ParentWatch : IDisposable
{
    private readonly Timer? timer;

    /// <summary>Begins to watch, where there is someone to watch.</summary>
    /// <param name="gone">Called once the program has ended.</param>
    public ParentWatch(Action gone)
    {
        string? named = Environment.GetEnvironmentVariable("JPY_PARENT_PID");
        if (!int.TryParse(named, CultureInfo.InvariantCulture, out int parent) || parent <= 1) return;
        timer = new(_ => { if (!Runs(parent)) gone(); }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <inheritdoc/>
    public void Dispose() => timer?.Dispose();

    private static bool Runs(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
