using System.Globalization;
using Cppo.Kernel.Commands;
using Cppo.Runtime;

namespace Cppo.Kernel.Serving;

/// <summary>What goes wrong with a request on purpose.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is answered with 429 and Retry-After.</summary>
    TooMany,

    /// <summary>It is answered with 500.</summary>
    Failure,

    /// <summary>Half of the answer is sent, then the connection is cut.</summary>
    Cut,

    /// <summary>It is answered late.</summary>
    Slow,
}

/// <summary>
/// Faults on purpose, to see what a client does: "429=0.2,500=0.1,cut=0.1,slow=0.1". What happens to a request is a function of the seed and
/// of its number, so a run can be repeated.
/// </summary>
/// <param name="Shares">How often each happens; together at most 1.</param>
/// <param name="Seed">Root of the random numbers.</param>
/// <param name="RetryAfter">Seconds that a 429 asks to wait.</param>
/// <param name="SlowSeconds">How late a slow answer is.</param>
internal sealed record FaultPlan(IReadOnlyDictionary<Fault, double> Shares, ulong Seed, int RetryAfter, double SlowSeconds)
{
    /// <summary>What a plan looks like, in words.</summary>
    public const string Form = "429=SHARE, 500=SHARE, cut=SHARE, slow=SHARE, seed=N, retry-after=SECONDS, slow-seconds=SECONDS, separated by commas";

    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new(new Dictionary<Fault, double>(), 0, 1, 10);

    /// <summary>Reads a plan.</summary>
    /// <exception cref="UsageException">It is not one.</exception>
    public static FaultPlan Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return None;
        Dictionary<Fault, double> shares = [];
        FaultPlan plan = None;
        foreach (string entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] parts = entry.Split('=', 2, StringSplitOptions.TrimEntries);
            double value = parts.Length == 2 && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= 0 && number <= 1e6
                ? number
                : throw new UsageException($"--faults: \"{entry}\" is no fault with its share.", $"Write {Form}.");
            switch (parts[0])
            {
                case "seed": plan = plan with { Seed = (ulong)value }; break;
                case "retry-after": plan = plan with { RetryAfter = (int)value }; break;
                case "slow-seconds": plan = plan with { SlowSeconds = value }; break;
                default: shares[Named(parts[0])] = value; break;
            }
        }

        if (shares.Values.Sum() > 1) throw new UsageException($"--faults: the shares of \"{text}\" are more than 1 together.", "Leave room for answers.");
        return plan with { Shares = shares };
    }

    /// <summary>What happens to a request.</summary>
    /// <param name="request">Its number, from 0.</param>
    public Fault Of(int request)
    {
        if (Shares.Count == 0) return Fault.None;
        double left = new CounterRandom(Seed, "server fault", (ulong)request).NextDouble();
        foreach ((Fault fault, double share) in Shares.OrderBy(share => share.Key))
        {
            if (left < share) return fault;
            left -= share;
        }

        return Fault.None;
    }

    /// <summary>The name of a fault in a plan.</summary>
    public static string NameOf(Fault fault) => fault switch
    {
        Fault.TooMany => "429",
        Fault.Failure => "500",
        Fault.Cut => "cut",
        Fault.Slow => "slow",
        _ => "none",
    };

    private static Fault Named(string name) =>
        Enum.GetValues<Fault>().Where(fault => fault != Fault.None && NameOf(fault) == name) is var found && found.Any()
            ? found.First()
            : throw new UsageException($"--faults: there is no fault \"{name}\".", $"Write {Form}.");
}
