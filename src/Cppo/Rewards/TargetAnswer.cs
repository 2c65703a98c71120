using Cppo.Runtime;

namespace Cppo.Rewards;

/// <summary>Takes targets from data rows and refuses rows without a usable answer.</summary>
public static class TargetAnswer
{
    /// <summary>A target that the row gives as it is (Geometry3K's layout).</summary>
    /// <param name="row">The row's number, for the message.</param>
    /// <param name="answer">The row's answer.</param>
    /// <exception cref="CppoException">The answer is missing or empty.</exception>
    public static string Plain(long row, string? answer) =>
        answer is not null && WhiteSpace.Strip(answer).Length > 0
            ? answer
            : throw Missing(row, answer is null ? "has no answer" : "has an empty answer");

    /// <summary>
    /// A target in the row's last box (ViRL39K's layout). The published recipes take the word None where there is no box, so that
    /// every response without a box is right; such a row is refused here.
    /// </summary>
    /// <param name="row">The row's number, for the message.</param>
    /// <param name="answer">The row's answer with its box.</param>
    /// <exception cref="CppoException">There is no answer, no box, or nothing in it.</exception>
    public static string Boxed(long row, string? answer) =>
        BoxedAnswer.Last(Plain(row, answer)) is { Length: > 0 } target ? target : throw Missing(row, "has no \\boxed{} answer");

    private static CppoException Missing(long row, string what) => new(
        $"Row {row} of the data {what}.",
        "Leave the row out, or give it an answer: without one no response can be graded.");
}
