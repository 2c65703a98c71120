using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>The library's graders by name, for options and for what is stored.</summary>
public static class Graders
{
    private const string WithChoices = " with choices", WithLetters = " with letters";

    private static readonly IReadOnlyList<KeyValuePair<string, IAnswerGrader>> Known =
    [
        new("reference", new ReferenceGrader()), new("fair", new FairGrader()), new("exact", new ExactGrader()),
    ];

    /// <summary>The names that <see cref="Named"/> takes: the paper's mathruler, our fair grader, equality as written.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(entry => entry.Key)];

    /// <summary>A grader by its name ("fair"), or by what <see cref="NameOf"/> says of one of these that takes options ("fair with choices").</summary>
    /// <exception cref="CppoException">There is none of that name.</exception>
    public static IAnswerGrader Named(string name)
    {
        if (name.EndsWith(WithChoices, StringComparison.Ordinal)) return new ChoiceGrader(Named(name[..^WithChoices.Length]));
        if (name.EndsWith(WithLetters, StringComparison.Ordinal)) return new ChoiceGrader(Named(name[..^WithLetters.Length])) { SeveralLetters = true };
        return Known.Where(entry => entry.Key == name).Select(entry => entry.Value).FirstOrDefault()
            ?? throw new CppoException($"There is no grader \"{name}\".", $"Use one of: {string.Join(", ", Names)}.");
    }

    /// <summary>A grader of texts that takes options as a named one does ("fair with choices"); the grader itself where that takes none.</summary>
    internal static IAnswerGrader TakingOptionsAs(string name, IAnswerGrader grader) => grader is ChoiceGrader ? grader
        : name.EndsWith(WithChoices, StringComparison.Ordinal) ? new ChoiceGrader(grader)
        : name.EndsWith(WithLetters, StringComparison.Ordinal) ? new ChoiceGrader(grader) { SeveralLetters = true } : grader;

    /// <summary>The name of a grader; its type's for one that is not the library's, or has other options.</summary>
    public static string NameOf(IAnswerGrader grader) => grader is ChoiceGrader choices
        ? NameOf(choices.Text) + (choices.SeveralLetters ? WithLetters : WithChoices)
        : Known.Where(entry => entry.Value.Equals(grader)).Select(entry => entry.Key).FirstOrDefault() ?? grader.GetType().Name;
}
