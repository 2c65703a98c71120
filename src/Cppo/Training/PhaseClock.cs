using System.Diagnostics;

namespace Cppo.Training;

/// <summary>Adds up wall time by phase, in the order in which phases first occur.</summary>
public sealed class PhaseClock
{
    private readonly List<(string Phase, double Seconds)> phases = [];

    /// <summary>Seconds by phase since the last <see cref="Restart"/>.</summary>
    public IReadOnlyList<PhaseTime> Times => [.. phases.Select(entry => new PhaseTime(entry.Phase, entry.Seconds))];

    /// <summary>Forgets all times.</summary>
    public void Restart() => phases.Clear();

    /// <summary>Runs work and books its time.</summary>
    public T Time<T>(string phase, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            return work();
        }
        finally
        {
            Add(phase, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
    }

    /// <summary>Runs work and books its time.</summary>
    public void Time(string phase, Action work) => Time(phase, () =>
    {
        work();
        return true;
    });

    private void Add(string phase, double seconds)
    {
        int index = phases.FindIndex(entry => entry.Phase == phase);
        if (index < 0) phases.Add((phase, seconds));
        else phases[index] = (phase, phases[index].Seconds + seconds);
    }
}
