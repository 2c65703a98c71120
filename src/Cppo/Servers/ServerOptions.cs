using Cppo.Runtime;

namespace Cppo.Servers;

/// <summary>How patiently a server is asked.</summary>
public sealed record ServerOptions
{
    /// <summary>Requests that are under way at once, waits before another attempt included.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>How long one request may take, from its sending to the last byte of its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How often a request is sent at most, the first time included.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The wait before the second attempt; it doubles from attempt to attempt. A random half of it is left out, so that requests part.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that doubling leads to.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest wait that a server may ask for (Retry-After); a sample for which it asks more is not answered.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After so many failed samples in a row nothing more is asked: the server is down, or refuses everything.</summary>
    public int GiveUpAfter { get; init; } = 16;

    /// <summary>A system turn ahead of every question; none where null (a server's chat template may have its own).</summary>
    public string? SystemText { get; init; }

    /// <summary>Asks for the tokens and their log-probabilities. What they mean is the server's choice: vLLM's are those before temperature and top-p.</summary>
    public bool LogProbabilities { get; init; }

    /// <summary>Root of the random numbers of the waits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Refuses options that no server can be asked with.</summary>
    /// <exception cref="CppoException">A number is outside its range.</exception>
    internal void Require()
    {
        (bool Holds, string Otherwise)[] rules =
        [
            (Concurrency is >= 1 and <= 4096, $"The concurrency is {Concurrency}; it must be from 1 to 4096."),
            (Timeout > TimeSpan.Zero && Timeout <= TimeSpan.FromDays(1), $"The timeout is {Timeout}; it must be above 0 and at most a day."),
            (Attempts >= 1, $"The number of attempts is {Attempts}; it must be at least 1."),
            (FirstWait >= TimeSpan.Zero && LongestWait >= FirstWait && LongestWait <= TimeSpan.FromDays(1), $"The waits are {FirstWait} to {LongestWait}; they must rise, and be at most a day."),
            (LongestRetryAfter >= TimeSpan.Zero && LongestRetryAfter <= TimeSpan.FromDays(1), $"The longest wait that a server may ask for is {LongestRetryAfter}; it must be at most a day."),
            (GiveUpAfter >= 1, $"The failures after which nothing more is asked are {GiveUpAfter}; they must be at least 1."),
        ];
        foreach ((bool holds, string otherwise) in rules)
        {
            if (!holds) throw new CppoException(otherwise, "Correct the option of the server.");
        }
    }
}
