using Cppo.Perturbations;
using Cppo.Runtime;

namespace Cppo.Training.Options;

/// <summary>What has to be set, in order, to make one tree of options of another.</summary>
internal static class OptionDifferences
{
    /// <summary>Collects the differences between two records of one type.</summary>
    /// <param name="path">Where they stand; empty for the root.</param>
    /// <param name="from">The start.</param>
    /// <param name="to">The aim.</param>
    /// <param name="into">Receives the settings.</param>
    public static void Collect(string path, object from, object to, List<OptionValue> into)
    {
        foreach (OptionSlot slot in OptionTree.Children(to))
        {
            string name = path.Length == 0 ? slot.Name : $"{path}.{slot.Name}";
            Collect(name, slot, OptionTree.Child(from, slot.Name)?.Value, into);
        }
    }

    /// <summary>The name of what stands in a place; null where it has none of its own.</summary>
    public static string? NameOf(OptionSlot slot)
    {
        if (slot.Value is null) return "none";
        if (slot.Value is PerturbationSet set) return Found(set.Name) is { } found && OptionTree.Same(found, set) ? set.Name : null;
        return NamedValues.Of(slot.Type).Where(named => OptionTree.Same(named.Value, slot.Value)).Select(named => named.Name).FirstOrDefault();
    }

    private static void Collect(string name, OptionSlot slot, object? from, List<OptionValue> into)
    {
        object? to = slot.Value;
        if (OptionTree.Same(from, to)) return;
        if (OptionText.IsPlain(slot.Type))
        {
            into.Add(new(name, OptionText.Of(to)));
            return;
        }

        List<List<OptionValue>> ways = [];
        if (NameOf(slot) is { } own) ways.Add([new(name, own)]);
        if (to is not null && IsAlike(from, to)) ways.Add(Way([], name, from!, to));
        foreach ((string start, object value) in Starts(slot))
        {
            if (IsAlike(value, to!)) ways.Add(Way([new(name, start)], name, value, to!));
        }

        into.AddRange(ways.Where(way => way.All(step => step.Value is not null)).MinBy(way => way.Count) ?? [new(name, null)]);
    }

    private static List<OptionValue> Way(List<OptionValue> way, string name, object from, object to)
    {
        Collect(name, from, to, way);
        return way;
    }

    // The same places, so that the one can be made of the other by setting them.
    private static bool IsAlike(object? from, object to) =>
        from?.GetType() == to.GetType()
        && OptionTree.Children(to) is { Count: > 0 } places
        && places.Select(place => place.Name).SequenceEqual(OptionTree.Children(from).Select(place => place.Name));

    private static IEnumerable<(string Name, object Value)> Starts(OptionSlot slot)
    {
        if (slot.Value is null) return [];
        if (slot.Value is not PerturbationSet set) return NamedValues.Of(slot.Type);
        string members = string.Join(',', set.Members.Select(member => member.Name));
        return PerturbationSet.All.SelectMany(known => (string[])[known.Name, $"{known.Name}:{members}"])
            .Select(name => (Name: name, Value: (object?)Found(name))).Where(start => start.Value is not null)!;
    }

    private static PerturbationSet? Found(string name)
    {
        try
        {
            return PerturbationSet.Find(name);
        }
        catch (CppoException)
        {
            return null; // a name of the user's own
        }
    }
}
