using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Cppo.Text;

namespace Cppo.Rewards.Grading.Latex;

/// <summary>
/// Prints LaTeX as plain text the way the reference grader does (section 7 of its description), flattening included:
/// <c>\frac{x+1}{2}</c> is <c>x+1/2</c>, the index of a root is lost, an unknown macro prints nothing.
/// </summary>
internal static partial class LatexText
{
    // Nested accents and displayed parts multiply their content; the reference would not come to an end.
    private const int LongestText = 50_000, LongestAccented = 1_000;

    /// <summary>The text; null where the reference fails, and keeps the LaTeX as it is.</summary>
    public static string? Of(string latex)
    {
        latex = latex.Replace("\\tfrac", "\\frac", StringComparison.Ordinal)
            .Replace("\\dfrac", "\\frac", StringComparison.Ordinal)
            .Replace("\\frac", " \\frac", StringComparison.Ordinal); // the space makes 2\frac{1}{3} a mixed number
        try
        {
            string text = Print(LatexParser.Parse(latex), math: false);
            foreach ((string from, string to) in LatexTables.Afterwards) text = text.Replace(from, to, StringComparison.Ordinal);
            return text;
        }
        catch (LatexFailure)
        {
            return null;
        }
    }

    private static string Print(IReadOnlyList<LatexNode> nodes, bool math)
    {
        StringBuilder text = new();
        LatexNode? previous = null;
        foreach (LatexNode node in nodes)
        {
            if (math && node is LatexCharacters && previous is LatexMacro { IsBare: true } macro) text.Append(macro.Space);
            text.Append(Print(node, math));
            if (text.Length > LongestText) throw new LatexFailure();
            previous = node;
        }

        return text.ToString();
    }

    private static string Print(LatexNode node, bool math) => node switch
    {
        LatexCharacters run => math && WhiteSpace.Strip(run.Text).Length == 0 ? "" : run.Text,
        LatexSpecial special => special.Text,
        LatexGroup group => Print(group.Nodes, math),
        LatexMath { Display: true } display => Block(display.Nodes),
        LatexMath inline => WhiteSpace.Strip(Print(inline.Nodes, math: true)),
        LatexEnvironment environment => Environment(environment, math),
        LatexMacro macro => Macro(macro, math),
        _ => "",
    };

    private static string Environment(LatexEnvironment environment, bool math)
    {
        if (LatexTables.Matrices.Contains(environment.Name)) return LatexMatrix.Print(environment, nodes => Print(nodes, math));
        if (LatexTables.Blocks.Contains(environment.Name)) return Block(environment.Nodes);
        string content = Print(environment.Nodes, math);
        return LatexTables.OwnLines.Contains(environment.Name) ? $"\n{content}\n" : content;
    }

    private static string Block(IReadOnlyList<LatexNode> nodes) =>
        "\n    " + WhiteSpace.Strip(Print(nodes, math: true)).Replace("\n", "\n    ", StringComparison.Ordinal) + "\n";

    private static string Macro(LatexMacro macro, bool math)
    {
        if (!LatexTables.Macros.TryGetValue(macro.Name, out MacroDefinition? definition)) return "";
        string Argument(int index) => macro.Arguments?[index] is LatexNode node ? Print(node, math) : "";
        string All() => string.Concat(Enumerable.Range(0, macro.Arguments?.Count ?? 0).Select(Argument));
        return definition.Kind switch
        {
            MacroKind.Text => Fill(definition.Value, macro.Arguments?.Count, Argument),
            MacroKind.Concat => All(),
            MacroKind.Accent => Accent(macro.Arguments is null ? " " : WhiteSpace.Strip(All()), definition.Value),
            MacroKind.Style => Style(All(), LatexTables.Alphabets[definition.Value]),
            MacroKind.Special => macro.Name switch
            {
                "item" => "\n  " + (macro.Arguments?[0] is null ? "* " : Argument(0)),
                "texorpdfstring" => macro.Arguments is null ? "" : Argument(1),
                _ => "", // titles, links, the date: never part of an answer
            },
            _ => "",
        };
    }

    // Python's % formatting: "%s" once an argument, or the value as it is; "%(2)s" by number, or failure.
    private static string Fill(string value, int? count, Func<int, string> argument)
    {
        if (value.Contains("%(", StringComparison.Ordinal))
        {
            if (count is null) throw new LatexFailure();
            return NumberedArgument().Replace(value, match => argument(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1));
        }

        string[] pieces = value.Split("%s");
        if (pieces.Length == 1 || pieces.Length - 1 != (count ?? 0)) return value;
        return string.Concat(pieces.Select((piece, i) => i == 0 ? piece : argument(i - 1) + piece));
    }

    private static string Accent(string letters, string combining)
    {
        if (letters.Length > LongestAccented) throw new LatexFailure();
        StringBuilder text = new();
        foreach (Rune rune in letters.EnumerateRunes())
        {
            string letter = rune.Value switch { 0x131 => "i", 0x237 => "j", _ => rune.ToString() }; // dotless i and j
            text.Append(CanonicalComposition.Of(letter + combining));
        }

        return text.ToString();
    }

    private static string Style(string letters, Alphabet alphabet)
    {
        StringBuilder text = new();
        foreach (char c in letters)
        {
            if (!char.IsAsciiLetter(c)) text.Append(c);
            else if (alphabet.Exceptions.TryGetValue(c, out int exception)) text.Append(char.ConvertFromUtf32(exception));
            else text.Append(char.ConvertFromUtf32(char.IsAsciiLetterUpper(c) ? alphabet.Upper + c - 'A' : alphabet.Lower + c - 'a'));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"%\(([0-9])\)s")]
    private static partial Regex NumberedArgument();
}
