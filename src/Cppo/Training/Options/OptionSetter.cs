using Cppo.Perturbations;
using Cppo.Runtime;

namespace Cppo.Training.Options;

/// <summary>Sets an option at the end of a path, and says what is possible where that cannot be done.</summary>
internal static class OptionSetter
{
    /// <summary>A copy of a record with a value at the end of a path.</summary>
    /// <param name="node">The record.</param>
    /// <param name="name">The whole name as written, for errors.</param>
    /// <param name="path">What is left of the name.</param>
    /// <param name="value">As text.</param>
    public static object Set(object node, string name, ReadOnlySpan<string> path, string value)
    {
        if (OptionTree.Child(node, path[0]) is not { } slot) throw Unknown(node, name, path[0]);
        if (path.Length > 1)
        {
            if (OptionTree.Children(slot.Value).Count == 0) throw Unknown(slot.Value, name, path[1]);
            return OptionTree.Replace(node, slot.Name, Set(slot.Value!, name, path[1..], value));
        }

        return OptionTree.Replace(node, slot.Name, Read(slot, name, value));
    }

    /// <summary>The names that a place takes; empty where it takes none.</summary>
    public static IReadOnlyList<string> Names(OptionSlot slot)
    {
        string[] names = [.. NamedValues.Of(slot.Type).Select(value => value.Name)];
        return names.Length > 0 && slot.IsNullable ? [.. names, "none"] : names;
    }

    /// <summary>What a place takes, in words.</summary>
    public static string Allowed(OptionSlot slot)
    {
        if (OptionText.IsPlain(slot.Type)) return OptionText.Allowed(slot.Type, slot.IsNullable);
        string names = string.Join(", ", Names(slot));
        return slot.Type == typeof(PerturbationSet) ? $"{names}, members of one as in paper:rotation,grey, a strength as in mild*0.5" : names;
    }

    private static object? Read(OptionSlot slot, string name, string value)
    {
        if (OptionText.IsPlain(slot.Type))
            return OptionText.Parse(slot.Type, slot.IsNullable, value, out object? plain) ? plain : throw Wrong(slot, name, value);
        if (slot.Type == typeof(PerturbationSet)) return PerturbationSet.Find(value);
        IReadOnlyList<(string Name, object Value)> named = NamedValues.Of(slot.Type);
        if (named.Count == 0)
        {
            string[] within = [.. OptionTree.Children(slot.Value).Select(child => $"{name}.{child.Name}")];
            throw within.Length > 0
                ? new CppoException($"{name} is a group of options, not one of them.", $"Set one of {string.Join(", ", within)}.")
                : new CppoException($"{name} cannot be set by text.", "Set it in C#.");
        }

        if (slot.IsNullable && value == "none") return null;
        return named.Where(one => string.Equals(one.Name, value, StringComparison.OrdinalIgnoreCase)).Select(one => one.Value).FirstOrDefault()
            ?? throw Wrong(slot, name, value);
    }

    private static CppoException Wrong(OptionSlot slot, string name, string value)
    {
        IReadOnlyList<string> near = NearestName.Of(value, OptionText.IsPlain(slot.Type) ? OptionText.Choices(slot.Type, slot.IsNullable) : Names(slot), most: 1);
        return new(
            $"The option {name} cannot be \"{value}\".",
            $"{(near.Count > 0 ? $"Did you mean {near[0]}? " : "")}It takes {Allowed(slot)}.");
    }

    private static CppoException Unknown(object? node, string name, string part)
    {
        string before = name.Contains('.') ? name[..^part.Length].TrimEnd('.') : "";
        string[] here = [.. OptionTree.Children(node).Select(child => child.Name)];

        // Somebody who leaves the path out means the option at its end.
        IEnumerable<string> all = MethodOptions.All(Method.Cppo).Select(option => option.Name);
        string[] ends = [.. all.Where(option => option.EndsWith($".{name}", StringComparison.OrdinalIgnoreCase))];
        string[] near = ends.Length > 0 ? ends : [.. NearestName.Of(name, all.Concat(here.Select(child => before.Length > 0 ? $"{before}.{child}" : child)))];
        string advice = near.Length > 0 ? $"Did you mean {string.Join(" or ", near)}?"
            : here.Length > 0 ? $"There are {string.Join(", ", here)}."
            : $"{name[..Math.Max(0, name.LastIndexOf('.'))]} has no options of its own.";
        return new(before.Length > 0 && name.EndsWith(part, StringComparison.Ordinal)
            ? $"There is no option {part} in {before} as it is now."
            : $"There is no option {name}.", advice);
    }
}
