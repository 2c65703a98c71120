namespace Cppo.Tests.Servers;

/// <summary>A clock whose waits end at once and are remembered; timers of an hour or more, the requests' timeouts, never end.</summary>
internal sealed class EagerTime : TimeProvider
{
    public List<TimeSpan> Waits { get; } = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool waits = dueTime >= TimeSpan.Zero && dueTime < TimeSpan.FromHours(1);
        if (waits) lock (Waits) Waits.Add(dueTime);
        return System.CreateTimer(callback, state, waits ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
