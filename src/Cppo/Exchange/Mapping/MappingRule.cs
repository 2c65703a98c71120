using Cppo.Training;

namespace Cppo.Exchange.Mapping;

/// <summary>What an option becomes.</summary>
/// <param name="Fidelity">How well it is carried over.</param>
/// <param name="Values">One for each key of the rule, or none where nothing is set.</param>
/// <param name="Note">What differs.</param>
internal readonly record struct Carried(Fidelity Fidelity, IReadOnlyList<string> Values, string Note = "");

/// <summary>Which options a rule is about.</summary>
internal enum RuleScope
{
    /// <summary>The one of its name.</summary>
    One,

    /// <summary>The one of its name; those within it are part of it.</summary>
    Whole,

    /// <summary>The one of its name and those within it, each on its own.</summary>
    Each,
}

/// <summary>One row of a mapping table: an option of ours, keys of theirs, and how the one becomes the other.</summary>
/// <param name="Option">Dotted.</param>
internal sealed record MappingRule(string Option)
{
    /// <summary>Which options it is about.</summary>
    public RuleScope Scope { get; init; }

    /// <summary>Their keys, dotted.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What each key is where a configuration does not set it.</summary>
    public IReadOnlyList<string> Defaults { get; init; } = [];

    /// <summary>Whether the option acts under a method.</summary>
    public Func<Method, bool> Acts { get; init; } = _ => true;

    /// <summary>Ours to theirs: the method, the option's name and value.</summary>
    public required Func<Method, MethodOption, ExportOptions, Carried> Write { get; init; }

    /// <summary>Theirs to ours: the method as far as it was read, and the keys' values; null where a value is not understood.</summary>
    public Func<Method, IReadOnlyList<string>, ExportOptions, IReadOnlyList<OptionValue>?> Read { get; init; } = (_, _, _) => [];

    /// <summary>Whether the rule is about an option.</summary>
    public bool Covers(string option) =>
        option == Option || (Scope != RuleScope.One && option.StartsWith(Option + ".", StringComparison.Ordinal));

    /// <summary>An option that is a key of theirs.</summary>
    /// <param name="option">Ours.</param>
    /// <param name="key">Theirs.</param>
    /// <param name="usual">Their default.</param>
    /// <param name="to">Our text to theirs; null where there is no such value. Where not given: numbers as Python reads them.</param>
    /// <param name="from">Back.</param>
    public static MappingRule Key(string option, string key, string usual, Func<string, string?>? to = null, Func<string, string?>? from = null) => new(option)
    {
        Keys = [key],
        Defaults = [usual],
        Write = (_, own, _) => (own.Value is null ? null : (to ?? ForeignText.Of)(own.Value)) is { } theirs
            ? new(Fidelity.Exact, [theirs])
            : new(Fidelity.None, [], $"{key} has no such value"),
        Read = (_, values, _) => (from ?? ForeignText.Back)(values[0]) is { } own ? [new(option, own)] : null,
    };

    /// <summary>An option whose value is built in there.</summary>
    /// <param name="option">Ours.</param>
    /// <param name="value">The one value that they know.</param>
    /// <param name="note">What stands in the row where ours is another.</param>
    public static MappingRule Fixed(string option, string value, string note) => new(option)
    {
        Write = (_, own, _) => own.Value == value ? new(Fidelity.Exact, [], "built in there") : new(Fidelity.None, [], note),
    };

    /// <summary>Options whose values are built in there and are those of a method of ours.</summary>
    /// <param name="option">The group.</param>
    /// <param name="method">The method that has their values.</param>
    /// <param name="note">What stands in the row where ours is another.</param>
    public static MappingRule Like(string option, Func<Method, Method> method, string note) => new(option)
    {
        Scope = RuleScope.Each,
        Write = (own, one, _) => MethodOptions.All(method(own)).FirstOrDefault(other => other.Name == one.Name) is { } theirs && theirs.Value == one.Value
            ? new(Fidelity.Exact, [], "built in there")
            : new(Fidelity.None, [], note),
    };

    /// <summary>An option whose value is built in there; another one makes a small difference.</summary>
    public static MappingRule Nearly(string option, string value, string note) => new(option)
    {
        Write = (_, own, _) => own.Value == value ? new(Fidelity.Exact, [], "built in there") : new(Fidelity.Approximate, [], note),
    };

    /// <summary>An option that concerns this library alone.</summary>
    public static MappingRule Ours(string option, string note) => new(option) { Write = (_, _, _) => new(Fidelity.Inactive, [], note) };
}
