using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>What became of a response: right, or where it went wrong.</summary>
public enum Outcome
{
    /// <summary>The answer is right.</summary>
    Ok,

    /// <summary>The model misread the picture: its reading differs from the reference reading.</summary>
    Perception,

    /// <summary>The reading is right, the answer is not.</summary>
    Reasoning,

    /// <summary>The response is not of the form <c>&lt;think&gt;..&lt;/think&gt;\boxed{..}</c>.</summary>
    Form,
}

/// <summary>Tells perception errors from reasoning errors in the procedural world.</summary>
public static class WorldOutcome
{
    /// <summary>Classifies a response.</summary>
    /// <param name="sample">A sample of the world: it must have a reference.</param>
    /// <param name="response">The decoded text, special tokens left out.</param>
    /// <param name="correct">Whether the grader took its answer.</param>
    /// <exception cref="CppoException">The sample has no reference response of this world.</exception>
    public static Outcome Of(Sample sample, string response, bool correct)
    {
        if (sample.Reference is null || ReadingOf(sample.Reference, sample.Kind) is not string reference)
        {
            throw new CppoException(
                $"Sample {sample.Id} has no reference reading, so its errors cannot be told apart.",
                "Classify samples of the procedural world only.");
        }

        if (correct) return Outcome.Ok;
        if (ThoughtOf(response) is not string thought) return Outcome.Form;
        return BeforeMark(thought, sample.Kind) == reference ? Outcome.Reasoning : Outcome.Perception;
    }

    private static string? ReadingOf(string response, string kind) =>
        ThoughtOf(response) is string thought ? BeforeMark(thought, kind) : null;

    // The text between the tags of a response of the right form, else null.
    private static string? ThoughtOf(string response)
    {
        const string opening = "<think>", closing = "</think>\\boxed{";
        int end = response.LastIndexOf(closing, StringComparison.Ordinal);
        return end >= opening.Length && response.StartsWith(opening, StringComparison.Ordinal) && response.EndsWith('}')
            ? response[opening.Length..end]
            : null;
    }

    // The text in front of the last mark; null where there is no mark.
    private static string? BeforeMark(string thought, string kind)
    {
        int mark = thought.LastIndexOf(kind is "count" or "bars" ? ':' : '=');
        return mark < 0 ? null : thought[..mark];
    }
}
