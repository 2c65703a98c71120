using Cppo.Models;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Worlds;

namespace Cppo.Interactive.Magics;

/// <summary>What magics work on: variables of the session, and the shipped model and world where there are none. What was made is stored and said.</summary>
internal sealed class SessionDefaults(MagicCall call)
{
    private const int FewestDrawn = 16;
    private readonly List<string> notes = [];

    /// <summary>What was made because it was not there.</summary>
    public string Notes => string.Join(' ', notes);

    /// <summary>The option for the policy.</summary>
    public static MagicOption PolicyOption { get; } =
        new("--policy", "name", "variable that holds the model; the shipped starter is loaded where there is none", "policy") { NamesVariable = true };

    /// <summary>The option for the samples.</summary>
    public static MagicOption SamplesOption { get; } =
        new("--samples", "name", "variable that holds the samples; some are drawn from the procedural world where there is none", "samples") { NamesVariable = true };

    /// <summary>The policy of the session.</summary>
    /// <exception cref="CppoException">The variable holds something else, or was named and is not there.</exception>
    public Policy Policy()
    {
        string name = call.VariableName(PolicyOption.Name);
        if (call.Variable(name) is not null || call.Has(PolicyOption.Name))
        {
            return call.Require<Policy>(name, "a model", $"Load one with #!cppo-model starter --as {name}.");
        }

        Policy policy = Models.Policy.Load(ShippedModels.Starter);
        call.StoreAs(name, policy);
        notes.Add($"There was no variable {name}: var {name} = Policy.Load(ShippedModels.Starter);");
        return policy;
    }

    /// <summary>Samples of the session.</summary>
    /// <param name="first">Index of the first one used.</param>
    /// <param name="count">How many.</param>
    /// <param name="seed">Of the world, where there is no variable.</param>
    /// <exception cref="CppoException">The variable holds something else or too few, or was named and is not there.</exception>
    public IReadOnlyList<Sample> Samples(int first, int count, ulong seed)
    {
        string name = call.VariableName(SamplesOption.Name);
        object? value = call.Variable(name);
        if (value is null && !call.Has(SamplesOption.Name))
        {
            ProceduralWorld world = new(seed, WorldSplit.HeldOut);
            int total = Math.Max(first + count, FewestDrawn);
            IReadOnlyList<Sample> drawn = world.Samples(0, total);
            call.StoreAs(name, drawn);
            notes.Add($"There was no variable {name}: var {name} = new ProceduralWorld({seed}, WorldSplit.HeldOut).Samples(0, {total});");
            return [.. drawn.Skip(first).Take(count)];
        }

        const string advice = "Draw some: var samples = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, 8);";
        IReadOnlyList<Sample> all = value is Sample one ? [one] : [.. call.Require<IEnumerable<Sample>>(name, "a list of samples", advice)];
        if (first >= all.Count)
        {
            throw new CppoException(
                $"{name} holds {Counted(all.Count)}, so there is none at index {first}.",
                all.Count == 0 ? advice : $"Choose an index from 0 to {all.Count - 1}.");
        }

        if (first + count > all.Count && call.Knows("--prompts") && call.Has("--prompts"))
        {
            throw new CppoException(
                $"{name} holds {Counted(all.Count)}, not {count} from index {first} on.",
                $"Ask for at most {all.Count - first}, or draw more: var {name} = new ProceduralWorld(0, WorldSplit.HeldOut).Samples(0, {first + count});");
        }

        return [.. all.Skip(first).Take(count)];
    }

    private static string Counted(int count) => count == 1 ? "1 sample" : $"{count} samples";

    /// <summary>"samples", "samples.Skip(2).Take(4).ToList()": the samples as an expression.</summary>
    public string SamplesCode(int first, int count)
    {
        string name = call.VariableName(SamplesOption.Name);
        int all = call.Variable(name) is IReadOnlyCollection<Sample> samples ? samples.Count : -1;
        if (first == 0 && all == count) return name;
        return first == 0 ? $"{name}.Take({count}).ToList()" : $"{name}.Skip({first}).Take({count}).ToList()";
    }
}
