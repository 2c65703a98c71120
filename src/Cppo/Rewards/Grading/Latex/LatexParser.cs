using System.Text;

namespace Cppo.Rewards.Grading.Latex;

/// <summary>
/// Parses LaTeX as forgivingly as the reference's parser: nothing is an error, what is not closed ends at the end of the text.
/// Nesting deeper than <see cref="Deepest"/> fails, as it does there.
/// </summary>
internal sealed class LatexParser(string text)
{
    private const int Deepest = 250;

    private readonly LatexScanner scanner = new(text);

    // A mandatory argument that is missing at the end makes the parser go back to right behind the macro's name and read
    // everything again: without a limit nested ones would take exponential time.
    private int stepsLeft = 10 * (text.Length + 100);
    private int depth;

    // What may end the part being read.
    private enum Closing { Text, Brace, Bracket, Environment, InlineMath, DisplayMath }

    public static IReadOnlyList<LatexNode> Parse(string text) => new LatexParser(text).Nodes(Closing.Text);

    private List<LatexNode> Nodes(Closing closing, string environment = "")
    {
        if (++depth > Deepest) throw new LatexFailure();
        List<LatexNode> nodes = [];
        StringBuilder characters = new();
        while (scanner.At < text.Length)
        {
            if (--stepsLeft < 0) throw new LatexFailure();
            if (Closes(closing, environment)) break;
            if (Next(closing) is not LatexNode node) continue;
            if (node is LatexCharacters run)
            {
                characters.Append(run.Text);
                continue;
            }

            Flush(nodes, characters);
            nodes.Add(node);
        }

        Flush(nodes, characters);
        depth--;
        return nodes;
    }

    private static void Flush(List<LatexNode> nodes, StringBuilder characters)
    {
        if (characters.Length > 0) nodes.Add(new LatexCharacters(characters.ToString()));
        characters.Clear();
    }

    private bool Closes(Closing closing, string environment)
    {
        string token = closing switch
        {
            Closing.Brace => "}",
            Closing.Bracket => "]",
            Closing.InlineMath => "\\)",
            Closing.DisplayMath => "\\]",
            _ => "",
        };
        if (closing == Closing.Environment)
        {
            int back = scanner.At;
            if (scanner.TakeEnvironment("\\end") == environment) return true;
            scanner.At = back;
            return false;
        }

        if (token.Length == 0 || !scanner.Starts(token)) return false;
        scanner.At += token.Length;
        return true;
    }

    // The next node; null for something that is skipped.
    private LatexNode? Next(Closing closing)
    {
        char c = text[scanner.At];
        if (c == '\\') return Backslash();
        if (c is '{' or '}')
        {
            scanner.At++;
            return c == '{' ? new LatexGroup(Nodes(Closing.Brace)) : null;
        }

        if (c == '[' && closing == Closing.Bracket)
        {
            scanner.At++;
            return new LatexGroup(Nodes(Closing.Bracket));
        }

        if (scanner.Special() is LatexSpecial special) return special;
        scanner.At++;
        return new LatexCharacters(c.ToString());
    }

    private LatexNode? Backslash()
    {
        if (scanner.At + 1 == text.Length)
        {
            scanner.At++;
            return null;
        }

        switch (text[scanner.At + 1])
        {
            case '(' or '[':
                bool display = text[scanner.At + 1] == '[';
                scanner.At += 2;
                return new LatexMath(display, Nodes(display ? Closing.DisplayMath : Closing.InlineMath));
            case ')' or ']':
                scanner.At += 2;
                return null;
        }

        if (scanner.TakeEnvironment("\\begin") is string name) return Environment(name);
        if (scanner.TakeEnvironment("\\end") is not null) return null;
        foreach (string word in (string[])["\\begin", "\\end"])
        {
            if (!scanner.Starts(word) || (scanner.At + word.Length < text.Length && char.IsAsciiLetter(text[scanner.At + word.Length]))) continue;
            scanner.At += word.Length;
            return new LatexCharacters(word);
        }

        (string macro, string space) = scanner.TakeName();
        if (macro == "verb") return Verbatim();
        int behind = scanner.At;
        string definition = LatexTables.Macros.TryGetValue(macro, out MacroDefinition? known) ? known.Arguments : "";
        IReadOnlyList<LatexNode?>? arguments = Arguments(definition, closeOptional: macro == "\\");
        if (arguments is not null) return new LatexMacro(macro, arguments, space);
        scanner.At = behind - space.Length;
        return new LatexMacro(macro, null, "");
    }

    // \verb|..|: whatever the delimiter is, up to its next occurrence; prints nothing.
    private LatexMacro Verbatim()
    {
        int end = scanner.At < text.Length ? text.IndexOf(text[scanner.At], scanner.At + 1) : -1;
        scanner.At = end < 0 ? text.Length : end + 1;
        return new LatexMacro("verb", null, "");
    }

    private LatexEnvironment Environment(string name)
    {
        string definition = LatexTables.EnvironmentArguments.GetValueOrDefault(name, "");
        int behind = scanner.At;
        if (Arguments(definition, closeOptional: false) is null) scanner.At = behind;
        return new LatexEnvironment(name, Nodes(Closing.Environment, name));
    }

    // Reads arguments; null where the text ends before a mandatory one.
    private List<LatexNode?>? Arguments(string definition, bool closeOptional)
    {
        List<LatexNode?> arguments = [];
        foreach (char kind in definition)
        {
            int back = scanner.At;
            if (!closeOptional || kind == '{') scanner.SkipSpace();
            bool there = kind == '{' ? scanner.At < text.Length : scanner.At < text.Length && text[scanner.At] == kind;
            if (!there)
            {
                if (kind == '{') return null;
                scanner.At = back;
                arguments.Add(null);
            }
            else if (kind == '{')
            {
                arguments.Add(Expression());
            }
            else
            {
                scanner.At++;
                arguments.Add(kind == '[' ? new LatexGroup(Nodes(Closing.Bracket)) : new LatexCharacters("*"));
            }
        }

        return arguments;
    }

    // One group, bare macro, special or character.
    private LatexNode Expression()
    {
        char c = text[scanner.At];
        if (c == '{')
        {
            scanner.At++;
            return new LatexGroup(Nodes(Closing.Brace));
        }

        if (c == '}') return new LatexGroup([]);
        if (c == '\\' && scanner.At + 1 < text.Length)
        {
            (string name, string space) = scanner.TakeName();
            return new LatexMacro(name, null, space);
        }

        if (scanner.Special() is LatexSpecial special) return special;
        int length = scanner.At + 1 < text.Length && char.IsSurrogatePair(c, text[scanner.At + 1]) ? 2 : 1;
        scanner.At += length;
        return new LatexCharacters(text[(scanner.At - length)..scanner.At]);
    }
}
