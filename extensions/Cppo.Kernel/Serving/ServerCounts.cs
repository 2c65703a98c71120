using System.Text.Json.Nodes;

namespace Cppo.Kernel.Serving;

/// <summary>What a server has done so far; <c>GET /stats</c> shows it.</summary>
internal sealed class ServerCounts
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, int> faults = new(StringComparer.Ordinal);
    private int requests, answered, now, most, batches;

    /// <summary>A request for completions begins.</summary>
    /// <returns>Its number, from 0.</returns>
    public int Begin()
    {
        lock (gate)
        {
            most = Math.Max(most, ++now);
            return requests++;
        }
    }

    /// <summary>A request has ended.</summary>
    /// <param name="wasAnswered">Whether it was answered in full.</param>
    public void End(bool wasAnswered)
    {
        lock (gate)
        {
            now--;
            if (wasAnswered) answered++;
        }
    }

    /// <summary>A batch is made.</summary>
    public void Batch()
    {
        lock (gate) batches++;
    }

    /// <summary>A fault is injected.</summary>
    public void Fault(string name)
    {
        lock (gate) faults[name] = faults.GetValueOrDefault(name) + 1;
    }

    /// <summary>All counts.</summary>
    public JsonObject ToJson()
    {
        lock (gate)
        {
            return new()
            {
                ["requests"] = requests,
                ["answered"] = answered,
                ["at_once"] = now,
                ["most_at_once"] = most,
                ["batches"] = batches,
                ["faults"] = new JsonObject(faults.Select(fault => KeyValuePair.Create<string, JsonNode?>(fault.Key, fault.Value))),
            };
        }
    }
}
