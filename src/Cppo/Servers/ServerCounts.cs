namespace Cppo.Servers;

/// <summary>Counts requests of many at once.</summary>
internal sealed class ServerCounts
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int> retries = new(StringComparer.Ordinal);
    private int requests, answers, notAnswered, now, most, failuresInARow;

    /// <summary>A request is sent.</summary>
    public void Sent()
    {
        lock (gate)
        {
            requests++;
            most = Math.Max(most, ++now);
        }
    }

    /// <summary>A request is over, one way or the other.</summary>
    public void Over()
    {
        lock (gate) now--;
    }

    /// <summary>A response came.</summary>
    public void Answered()
    {
        lock (gate)
        {
            answers++;
            failuresInARow = 0;
        }
    }

    /// <summary>An attempt has to be repeated.</summary>
    public void Repeated(string cause)
    {
        lock (gate) retries[cause] = retries.GetValueOrDefault(cause) + 1;
    }

    /// <summary>A sample failed for good.</summary>
    /// <returns>How many did since the last answer.</returns>
    public int Failed()
    {
        lock (gate)
        {
            notAnswered++;
            return ++failuresInARow;
        }
    }

    /// <summary>All counts.</summary>
    public ServerStatistics Read()
    {
        lock (gate) return new(requests, answers, new SortedDictionary<string, int>(retries, StringComparer.Ordinal), notAnswered, most);
    }
}
