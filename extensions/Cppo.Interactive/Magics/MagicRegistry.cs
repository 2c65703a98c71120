using Cppo.Interactive.Hosting;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>A proposal for what could stand at a place of a magic's line.</summary>
/// <param name="Text">What to insert in place of the word that was begun.</param>
/// <param name="Description">One line about it.</param>
public readonly record struct MagicCompletion(string Text, string Description);

/// <summary>All magics of CPPO, for a host to offer.</summary>
public static class MagicRegistry
{
    /// <summary>The magics by name.</summary>
    public static IReadOnlyList<IMagic> All { get; } =
    [
        new CompareMagic(),
        new DataMagic(),
        new DoctorMagic(),
        new EntropyMagic(),
        new EvalMagic(),
        new ModelMagic(),
        new PerturbMagic(),
        new RolloutMagic(),
        new RunsMagic(),
        new StepMagic(),
        new TrainMagic(),
    ];

    /// <summary>The magic of a name; null where there is none.</summary>
    public static IMagic? Find(string name) => All.FirstOrDefault(magic => magic.Name == name);

    /// <summary>Runs a whole line.</summary>
    /// <param name="line">Name and options, as typed.</param>
    /// <param name="host">Where to show and to store.</param>
    /// <exception cref="CppoException">There is no such magic, or it fails.</exception>
    public static Task RunAsync(string line, INotebookHost host)
    {
        string[] parts = line.Trim().Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        string name = parts.Length > 0 ? parts[0] : "";
        if (Find(name) is { } magic) return magic.RunAsync(parts.Length > 1 ? parts[1] : "", host);
        string? nearest = CommandLine.Nearest(name, All.Select(known => known.Name));
        throw new CppoException(
            $"There is no magic {name}.",
            nearest is null ? $"There are {string.Join(", ", All.Select(known => known.Name))}." : $"Did you mean {nearest}?");
    }

    /// <summary>What could stand at the end of a line that is being typed: a magic, an option, or a value of an option.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="variables">Names of the session's variables.</param>
    public static IReadOnlyList<MagicCompletion> Complete(string line, IEnumerable<string>? variables = null) => Complete(line, variables, All);

    /// <inheritdoc cref="Complete(string, IEnumerable{string})"/>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="variables">Names of the session's variables.</param>
    /// <param name="magics">The magics that the host offers, its own among them.</param>
    internal static IReadOnlyList<MagicCompletion> Complete(string line, IEnumerable<string>? variables, IReadOnlyList<IMagic> magics)
    {
        string word = line[(line.LastIndexOfAny([' ', '\t']) + 1)..];
        string[] before = line[..^word.Length].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (before.Length == 0) return [.. Matching(magics.Select(magic => new MagicCompletion(magic.Name, magic.Summary)), word)];
        if (magics.FirstOrDefault(known => known.Name == before[0]) is not { } magic) return [];

        int equals = word.StartsWith('-') ? word.IndexOf('=') : -1;
        string last = equals > 0 ? word[..equals] : before[^1];
        if (magic.Options.FirstOrDefault(option => option.Name == last && !option.IsSwitch) is { } open)
        {
            string start = equals > 0 ? word[(equals + 1)..] : word, prefix = equals > 0 ? word[..(equals + 1)] : "";
            IEnumerable<MagicCompletion> values = Values(open, variables ?? [])
                .Where(value => start.Contains('=') || value.IndexOf('=') is var at && (at < 0 || at == value.Length - 1)) // names first, then their values
                .Where(value => start.Contains(':') || !value.Contains(':')) // sets first, then their parts
                .Select(value => new MagicCompletion(value, open.Summary));
            return [.. Matching(values, start).Select(value => value with { Text = prefix + value.Text })];
        }

        IEnumerable<MagicOption> free = magic.Options.Where(option => option.TakesSettings || !before.Contains(option.Name));
        return [.. Matching(free.Select(option => new MagicCompletion(option.Name, Describe(option))), word)];
    }

    /// <summary>What could stand as the value of an option.</summary>
    /// <param name="option">The option.</param>
    /// <param name="variables">Names of the session's variables.</param>
    public static IReadOnlyList<string> Values(MagicOption option, IEnumerable<string> variables)
    {
        IEnumerable<string> values = option.NamesVariable ? variables : option.Choices;
        if (option.Default.Length > 0) values = values.Append(option.Default);
        values = values.Concat(option.Suggestions());
        return [.. values.Distinct()];
    }

    private static string Describe(MagicOption option) =>
        option.Default.Length > 0 ? $"{option.Summary} (default {option.Default})" : option.Summary;

    private static IEnumerable<MagicCompletion> Matching(IEnumerable<MagicCompletion> all, string start) => all
        .Where(completion => completion.Text.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        .OrderBy(completion => completion.Text, StringComparer.Ordinal);
}
