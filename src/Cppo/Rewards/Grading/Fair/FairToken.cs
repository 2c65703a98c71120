namespace Cppo.Rewards.Grading.Fair;

/// <summary>The kinds of pieces that an answer is cut into.</summary>
internal enum FairTokenKind { Number, Word, Command, Symbol, End }

/// <summary>A piece of an answer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A number's digits, a word, a command's name without backslash, or the symbol.</param>
/// <param name="SpaceBefore">Whether white space stands in front of it.</param>
/// <param name="InText">Whether it stands inside \text{} or the like: a word there is no product of variables.</param>
internal readonly record struct FairToken(FairTokenKind Kind, string Text, bool SpaceBefore, bool InText)
{
    public bool IsSymbol(string text) => Kind == FairTokenKind.Symbol && Text == text;

    public bool IsCommand(string name) => Kind == FairTokenKind.Command && Text == name;

    public bool IsWord(string word) => Kind == FairTokenKind.Word && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);
}
