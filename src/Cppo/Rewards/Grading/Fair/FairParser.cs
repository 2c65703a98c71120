using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>
/// Reads an answer as a tree: lists, sets, tuples, intervals, unions, equations, inequalities, matrices, and amounts with their units.
/// Nothing is evaluated. There are no string literals, attributes or calls of anything but a fixed list of functions.
/// </summary>
internal sealed partial class FairParser
{
    /// <summary>Longer answers are not read as mathematics.</summary>
    public const int LongestText = 2000;

    private const int Deepest = 50, MostItems = 200;
    private static readonly HashSet<string> Relations = ["=", "<", ">", "<=", ">=", "!="];
    private static readonly Dictionary<string, string> RelationCommands = new()
    {
        ["le"] = "<=", ["leq"] = "<=", ["leqslant"] = "<=", ["ge"] = ">=", ["geq"] = ">=", ["geqslant"] = ">=", ["lt"] = "<", ["gt"] = ">", ["ne"] = "!=", ["neq"] = "!=",
        ["approx"] = "≈", ["simeq"] = "≈", ["in"] = "∈", ["equiv"] = "=",
    };

    private readonly List<FairToken> tokens;
    private readonly bool readSpacedUnits;
    private int at, depth, bars;

    private FairParser(IReadOnlyList<FairToken> tokens, bool readSpacedUnits) => (this.tokens, this.readSpacedUnits) = ([.. tokens], readSpacedUnits);

    private FairToken Now => tokens[at];

    private FairToken Next => tokens[Math.Min(at + 1, tokens.Count - 1)];

    /// <summary>
    /// The ways in which an answer can be read, the likeliest first; none where it is no mathematics. A comma in front of three
    /// digits may belong to the number or part a list, and a letter behind a blank may be a unit or a variable.
    /// </summary>
    /// <param name="text">Cleaned by <see cref="FairText"/>.</param>
    public static IReadOnlyList<AnswerForm> Readings(string text)
    {
        if (text.Length is 0 or > LongestText) return [];
        List<AnswerForm> readings = [];
        IReadOnlyList<FairToken>? before = null;
        foreach (bool thousands in (ReadOnlySpan<bool>)[true, false])
        {
            if (!thousands && text.AsSpan().IndexOfAny(',', ' ') < 0) break;
            if (FairLexer.Read(text, thousands) is not { } tokens || (before is not null && tokens.SequenceEqual(before))) break;
            before = tokens;
            bool letters = tokens.Any(token => token is { Kind: FairTokenKind.Word, SpaceBefore: true, InText: false } && Unit.Of(token.Text) is not null && Unit.IsAmbiguous(token.Text));
            foreach (bool spaced in letters ? (ReadOnlySpan<bool>)[true, false] : [true])
            {
                if (Read(tokens, spaced) is { } form) readings.Add(form);
            }
        }

        return readings;
    }

    private static AnswerForm? Read(IReadOnlyList<FairToken> tokens, bool spacedUnits)
    {
        FairParser parser = new(tokens, spacedUnits);
        try
        {
            AnswerForm form = parser.ReadList();
            return parser.Now.Kind == FairTokenKind.End ? form : null;
        }
        catch (UnreadableException)
        {
            return null;
        }
        catch (EvaluationStop)
        {
            return null; // a number beyond what any answer needs
        }
    }

    // Items behind one another: separated by commas, semicolons, "and" and "or".
    private AnswerForm ReadList()
    {
        List<AnswerForm> items = [ReadRelation()];
        while (ReadSeparator()) items.Add(ReadRelation());
        if (items.Count > MostItems) throw new UnreadableException();
        return items.Count == 1 ? items[0] : new Collection("", "", items);
    }

    private bool ReadSeparator()
    {
        int start = at;
        while (Now.IsSymbol(",") || Now.IsSymbol(";") || Now.IsWord("and") || Now.IsWord("or") || Now.IsSymbol("&")) at++;
        return at > start;
    }

    private AnswerForm ReadRelation()
    {
        Enter();
        List<AnswerForm> sides = [ReadName() ?? ReadUnion()];
        List<string> relations = [];
        while (Relation() is { } relation)
        {
            at++;
            relations.Add(relation);
            sides.Add(ReadUnion());
        }

        depth--;
        return relations.Count == 0 ? sides[0] : new Relation(sides, relations);
    }

    // Words in front of an equals sign.
    private Name? ReadName()
    {
        int end = at;
        while (tokens[end].Kind == FairTokenKind.Word) end++;
        if (end == at || !(tokens[end].IsSymbol("=") || tokens[end].IsCommand("approx"))) return null;
        string[] words = [.. tokens[at..end].Select(token => token.Text)];
        if (words.All(word => word.Length == 1)) return null;
        at = end;
        return new Name(string.Join(' ', words));
    }

    private string? Relation() =>
        Now.Kind == FairTokenKind.Symbol && Relations.Contains(Now.Text) ? Now.Text
        : Now.Kind == FairTokenKind.Command && RelationCommands.TryGetValue(Now.Text, out string? relation) ? relation
        : null;

    private AnswerForm ReadUnion()
    {
        // "≈ 24.25" or "about 24.25" with nothing in front of it.
        if (Now.IsCommand("approx") || Now.IsCommand("simeq") || Words.IsApproximately(Now.Text)) at++;
        List<AnswerForm> parts = [ReadTerm()];
        while (Now.IsCommand("cup") || (Now.Kind == FairTokenKind.Word && Now.Text is "U" or "u" && StartsBracket(at + 1)))
        {
            at++;
            parts.Add(ReadTerm());
        }

        return parts.Count == 1 ? parts[0] : new Union(parts);
    }

    private AnswerForm ReadTerm()
    {
        if (Now.IsCommand("emptyset") || Now.IsCommand("varnothing"))
        {
            at++;
            return new Collection("{", "}", []);
        }

        if (StartsMatrix()) return ReadMatrices();
        if (StartsBracket(at) && Bracketed() is { } bracketed) return bracketed;
        Expression first = ReadSum();
        if (StartsMatrix()) return Scaled(first, ReadMatrices());
        if (!IsRatioSign()) return new Amount(first);
        List<AnswerForm> parts = [new Amount(first)];
        for (; IsRatioSign(); parts.Add(new Amount(ReadSum()))) at++;
        return new Collection(":", ":", parts);
    }

    private bool IsRatioSign() => Now.IsSymbol(":") || Now.IsWord("to");

    private bool StartsBracket(int index) => index < tokens.Count && OpeningOf(tokens[index]).Length > 0;

    private static string OpeningOf(FairToken token) => token switch
    {
        { Kind: FairTokenKind.Symbol, Text: "(" or "[" } => token.Text,
        { Kind: FairTokenKind.Symbol, Text: "{" } => "group",
        { Kind: FairTokenKind.Command, Text: "{" or "lbrace" } => "{",
        { Kind: FairTokenKind.Command, Text: "langle" } => "<",
        _ => "",
    };

    private static string ClosingOf(FairToken token) => token switch
    {
        { Kind: FairTokenKind.Symbol, Text: ")" or "]" } => token.Text,
        { Kind: FairTokenKind.Symbol, Text: "}" } => "group",
        { Kind: FairTokenKind.Command, Text: "}" or "rbrace" } => "}",
        { Kind: FairTokenKind.Command, Text: "rangle" } => ">",
        _ => "",
    };

    // A bracket that is no part of an expression: it holds a list, an equation or the like, or is a set; or it holds the whole item.
    private AnswerForm? Bracketed()
    {
        int close = MatchingBracket(out bool listed);
        if (close < 0) throw new UnreadableException();
        string opening = OpeningOf(Now), closing = ClosingOf(tokens[close]);
        FairToken after = tokens[close + 1];
        bool whole = after.Kind == FairTokenKind.End || after.IsSymbol(",") || after.IsSymbol(";") || after.IsWord("and") || after.IsWord("or") || after.IsCommand("cup")
            || after.Text is "U" or "=" || ClosingOf(after).Length > 0;
        bool set = opening is "{" or "<" || (opening == "[" && closing == ")") || (opening == "(" && closing == "]");
        if (!listed && !set && !whole) return null;
        Enter();
        at++;
        AnswerForm inner = at == close ? new Collection("", "", []) : ReadList();
        depth--;
        if (at != close) throw new UnreadableException();
        at++;
        if (inner is Collection { IsBare: true } list) return opening == "group" ? list with { Open = "group", Close = "group" } : list with { Open = opening, Close = closing };
        // Parentheses around one thing are no tuple; braces are a set of one.
        if (opening is "(" or "[" && ClosingOf(tokens[close]) != (opening == "(" ? ")" : "]")) throw new UnreadableException();
        return opening is "{" or "<" ? new Collection(opening, closing, [inner]) : inner;
    }

    // Where the bracket that opens here closes, and whether a comma stands directly inside. Round and square ones may close one another.
    private int MatchingBracket(out bool listed)
    {
        Stack<string> open = new();
        listed = false;
        for (int i = at; i < tokens.Count; i++)
        {
            string opening = OpeningOf(tokens[i]), closing = ClosingOf(tokens[i]);
            if (opening.Length > 0) open.Push(opening);
            else if (closing.Length > 0)
            {
                string expected = open.Pop() switch { "(" or "[" => ")]", "group" => "group", "{" => "}", _ => ">" };
                if (!expected.Contains(closing, StringComparison.Ordinal)) return -1;
                if (open.Count == 0) return i;
            }
            else if (open.Count == 1 && (tokens[i].IsSymbol(",") || tokens[i].IsSymbol(";") || Relations.Contains(tokens[i].Text))) listed = true;
        }

        return -1;
    }

    private void Expect(string symbol)
    {
        if (!Now.IsSymbol(symbol)) throw new UnreadableException();
        at++;
    }

    private void Enter()
    {
        if (++depth > Deepest) throw new UnreadableException();
    }

    private sealed class UnreadableException : Exception;
}
