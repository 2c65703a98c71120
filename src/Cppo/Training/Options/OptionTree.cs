using System.Collections.Concurrent;
using System.Reflection;
using Cppo.Perturbations;

namespace Cppo.Training.Options;

/// <summary>A place of an option record.</summary>
/// <param name="Name">The property's name; in a set of perturbations the member's.</param>
/// <param name="Type">The declared type.</param>
/// <param name="IsNullable">Whether it may be empty.</param>
/// <param name="Value">What stands there.</param>
internal readonly record struct OptionSlot(string Name, Type Type, bool IsNullable, object? Value);

/// <summary>
/// Records of options as a tree: their public properties that can be set, and the members of a set of perturbations. Trees are never
/// changed; a changed one is a copy.
/// </summary>
internal static class OptionTree
{
    // Set by the step itself, or other names of options that lie deeper.
    private static readonly HashSet<(Type, string)> Hidden =
    [
        (typeof(Rollouts.SamplingOptions), nameof(Rollouts.SamplingOptions.Seed)),
        (typeof(Rollouts.SamplingOptions), nameof(Rollouts.SamplingOptions.Step)),
        (typeof(TrainerOptions), nameof(TrainerOptions.Folder)),
        (typeof(TrainerOptions), nameof(TrainerOptions.Source)),
    ];

    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Method.ContrastiveWeight)] = $"{nameof(Method.Objective)}.{nameof(Objective.ObjectiveOptions.ContrastCoefficient)}",
        [nameof(Method.ReferenceWeight)] = $"{nameof(Method.Objective)}.{nameof(Objective.ObjectiveOptions.KlCoefficient)}",
    };

    /// <summary>The name under which an option is listed.</summary>
    public static string Canonical(string name) => Aliases.GetValueOrDefault(name, name);

    /// <summary>The places within a value; none where it is a plain value.</summary>
    public static IReadOnlyList<OptionSlot> Children(object? node) => node switch
    {
        null => [],
        PerturbationSet set => [.. set.Members.Select(member => new OptionSlot(member.Name, typeof(Perturbation), false, member))],
        _ when IsRecord(node.GetType()) =>
        [
            .. Properties(node.GetType()).Select(known => new OptionSlot(
                known.Property.Name, known.Property.PropertyType, known.IsNullable, known.Property.GetValue(node))),
        ],
        _ => [],
    };

    /// <summary>A place by name, in any letter case; null where there is none.</summary>
    public static OptionSlot? Child(object? node, string name) => Children(node)
        .Where(slot => string.Equals(slot.Name, name, StringComparison.OrdinalIgnoreCase))
        .Select(slot => (OptionSlot?)slot).FirstOrDefault();

    /// <summary>What stands at the end of a dotted path; null where the path leads nowhere.</summary>
    public static OptionSlot? Find(object root, string path)
    {
        OptionSlot? slot = null;
        object? node = root;
        foreach (string name in Canonical(path).Split('.'))
        {
            slot = Child(node, name);
            node = slot?.Value;
        }

        return slot;
    }

    /// <summary>A copy of a record with another value in one place.</summary>
    public static object Replace(object node, string name, object? value)
    {
        if (node is PerturbationSet set) return set.With((Perturbation)value!);
        object copy = node.GetType().GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance)!.Invoke(node, null)!;
        Properties(node.GetType()).First(known => known.Property.Name == name).Property.SetValue(copy, value);
        return copy;
    }

    /// <summary>Whether two values are the same, option by option. Names of sets of perturbations do not count, their members do.</summary>
    public static bool Same(object? one, object? other)
    {
        if (one is null || other is null || one.GetType() != other.GetType()) return one is null && other is null;
        IReadOnlyList<OptionSlot> left = Children(one), right = Children(other);
        if (left.Count == 0) return OptionText.IsPlain(one.GetType()) ? OptionText.Of(one) == OptionText.Of(other) : one.Equals(other);
        return left.Count == right.Count
            && left.Zip(right).All(pair => pair.First.Name == pair.Second.Name && Same(pair.First.Value, pair.Second.Value));
    }

    private static bool IsRecord(Type type) => !OptionText.IsPlain(type) && type.GetMethod("<Clone>$") is not null;

    // Looked up once a type: reflection on nullability is slow.
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, bool IsNullable)[]> Known = new();

    private static (PropertyInfo Property, bool IsNullable)[] Properties(Type type) => Known.GetOrAdd(type, _ =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0)
            .Where(property => !Hidden.Contains((property.DeclaringType!, property.Name)))
            .Where(property => property.DeclaringType != typeof(Method) || !Aliases.ContainsKey(property.Name))
            .Where(property => property.DeclaringType != typeof(Perturbation)) // name and effect are what it is, not how
            .Select(property => (property, IsNullable(property))),
    ]);

    private static bool IsNullable(PropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable);
}
