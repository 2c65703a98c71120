using Cppo.Interactive.Magics;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>The magics of the kernel itself; those of CPPO come from the library of magics.</summary>
internal static class KernelMagics
{
    private static readonly IReadOnlyList<IMagic> Own =
    [
        new PlainMagic("#!about", "versions of the kernel and of what it runs on", SessionMagics.About),
        new PlainMagic("#!lsmagic", "this list", SessionMagics.List),
        new PlainMagic("#!time", "says how long the rest of the cell took", SessionMagics.Time),
        new PlainMagic("#!who", "names of the variables of the language in which it stands", SessionMagics.Who),
        new PlainMagic("#!whos", "names, types and values of the variables of the language in which it stands", SessionMagics.Whos),
        new SetMagic(),
        new ShareMagic(),
        .. CellLanguageNames.All.Select(name => new SelectorMagic(name)),
    ];

    /// <summary>All magics that a cell can use, by name.</summary>
    public static IReadOnlyList<IMagic> All { get; } = [.. Own.Concat(MagicRegistry.All).OrderBy(magic => magic.Name, StringComparer.Ordinal)];

    private static readonly string[] LanguagesElsewhere = ["#!pwsh", "#!powershell", "#!bash", "#!kql", "#!python", "#!r", "#!http"];

    /// <summary>The selector of a language, for its options.</summary>
    public static IMagic Selector(string language) => Own.First(magic => magic.Name == $"#!{language}");

    /// <summary>Runs a magic line.</summary>
    /// <exception cref="CppoException">There is no such magic, or it fails.</exception>
    public static async Task RunAsync(CellSegment segment, CellContext context)
    {
        if (Find(segment.Name) is KernelMagic own)
        {
            await own.RunAsync(segment.Arguments, context.Host).ConfigureAwait(false);
            return;
        }

        if (LanguagesElsewhere.Contains(segment.Name)) throw Unspoken(segment.Name[2..]);
        if (MagicRegistry.Find(segment.Name) is null && !segment.Name.StartsWith("#!cppo", StringComparison.Ordinal))
        {
            string? nearest = CommandLine.Nearest(segment.Name, All.Select(magic => magic.Name));
            throw new CppoException(
                $"There is no magic {segment.Name}.", nearest is null ? "Run #!lsmagic for the list." : $"Did you mean {nearest}? #!lsmagic lists all.");
        }

        // These watch for the interrupt and end at a point where nothing is lost.
        context.Run.FinishesByItself = true;
        try
        {
            await MagicRegistry.RunAsync(segment.Text, context.Host).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Run.InterruptRequested)
        {
            context.Run.SaidWhatIsKept = true;
            throw;
        }
        finally
        {
            context.Run.FinishesByItself = false;
        }
    }

    /// <summary>The error of a cell in a language that the kernel does not speak.</summary>
    public static CppoException Unspoken(string language) => new(
        $"This kernel does not speak {language}.", $"Write the cell in one of {string.Join(", ", CellLanguageNames.All.Select(CellLanguageNames.Label))}.");

    /// <summary>What could follow on a magic line.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="standing">The language in which the line stands.</param>
    /// <param name="languages">The session's languages, for names of variables.</param>
    public static IReadOnlyList<CodeCompletion> Complete(string line, string standing, CellLanguages languages)
    {
        string word = line[(line.LastIndexOfAny([' ', '\t']) + 1)..];
        string[] before = line[..^word.Length].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (before.Length > 0 && Find(before[0]) is KernelMagic own)
        {
            CodeCompletion[] values = [.. own.Suggest(before, languages)
                .Where(value => value.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                .Select(value => new CodeCompletion(value, "value"))];
            if (values.Length > 0) return values;
        }

        IEnumerable<string> variables = languages.CSharp.Variables().Select(variable => variable.Name);
        return [.. MagicRegistry.Complete(line, variables, All).Select(item => new CodeCompletion(item.Text, "magic", item.Description))];
    }

    /// <summary>What a magic line is about; null where its magic is not known.</summary>
    public static MimeBundle? Inspect(string line) =>
        Find(line.Split((char[]?)null, 2)[0]) is { } magic ? ValueFormatter.Format(new Cppo.Interactive.Views.MagicHelpView(magic)) : null;

    // A selector has several names ("#!f#").
    private static IMagic? Find(string name)
    {
        string known = CellLanguageNames.Selected(name) is { } language ? $"#!{language}" : name;
        return All.FirstOrDefault(magic => magic.Name == known);
    }
}
