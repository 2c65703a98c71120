using Cppo.Rewards.Grading;
using Cppo.Rewards.Grading.Fair;
using Cppo.Rollouts;

namespace Cppo.Rewards;

/// <summary>
/// Multiple choice as evaluations judge it: an answer is right by the letter of the right option or by its text, written in whatever way
/// the grader of texts takes. A letter alone names its option, also where another option's text is that letter. Questions without options
/// are the grader's.
/// </summary>
/// <param name="Text">Compares texts.</param>
public sealed record ChoiceGrader(IAnswerGrader Text) : IAnswerGrader
{
    private const string ByLetter = "the letter of the option", ByText = "the text of the option";
    private const string NoOption = "the text of no option", SeveralOptions = "fits several options", Letters = "the letters of the options";

    /// <summary>Whether targets without options may be several letters ("A, C"), which are right in any order and with any separators.</summary>
    public bool SeveralLetters { get; init; }

    /// <inheritdoc/>
    public Grade Grade(string? answer, string target) => Text.Grade(answer, target);

    /// <inheritdoc/>
    public Grade Grade(string? answer, Sample sample)
    {
        string target = sample.Answer;
        if (answer is null) return new(false, null, target, "", target, GradingRule.NoAnswer);
        if (SeveralLetters && sample.Choices.Count == 0 && Sorted(target) is { Length: > 1 } expected)
        {
            string? given = Sorted(answer);
            return new(given == expected, answer, target, given ?? answer, expected, Letters);
        }

        if (sample.Choices.All(choice => choice.Key != target)) return Text.Grade(answer, target);
        (string? letter, string rule) = Choose(answer, sample.Choices);
        return new(letter == target, answer, target, letter ?? answer, target, rule);
    }

    private (string? Letter, string Rule) Choose(string answer, IReadOnlyList<KeyValuePair<string, string>> choices)
    {
        (char Letter, string Text)? named = FinalAnswer.Choice(answer);
        string? letter = named is { } found && choices.Any(choice => choice.Key == found.Letter.ToString()) ? found.Letter.ToString() : null;
        if (letter is not null && named!.Value.Text.Length == 0) return (letter, ByLetter);
        string[] written = [.. choices.Where(choice => Folded(choice.Value) == Folded(answer)).Select(choice => choice.Key)];
        if (written.Length == 1) return (written[0], ByText);
        if (letter is not null) return (letter, ByLetter);
        string[] meant = [.. choices.Where(choice => Text.Grade(answer, choice.Value).Correct).Select(choice => choice.Key)];
        return meant.Length == 1 ? (meant[0], ByText) : (null, meant.Length == 0 ? NoOption : SeveralOptions);
    }

    private static string Folded(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToUpperInvariant();

    // "A, C", "c a" and "AC" are AC; null for what is no list of letters.
    private static string? Sorted(string text)
    {
        string[] parts = text.Split([' ', ',', ';', '.', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        bool areLetters = parts.Length == 1 ? parts[0].All(char.IsAsciiLetterUpper) : parts.Length > 1 && parts.All(part => part.Length == 1 && char.IsAsciiLetter(part[0]));
        return areLetters ? string.Concat(string.Concat(parts).ToUpperInvariant().Order()) : null;
    }
}
