using Cppo.Data;
using Cppo.Rollouts;

namespace Cppo.Exchange;

/// <summary>Samples by the question that was asked, for dumps that hold no target and no picture.</summary>
internal sealed class DumpTargets
{
    private readonly Dictionary<string, Sample?> byQuestion = [];

    /// <param name="samples">Questions that several of them share stand for none: the dump does not say which one was asked.</param>
    public DumpTargets(IReadOnlyList<Sample> samples)
    {
        foreach (Sample sample in samples)
        {
            string question = Plain(sample.Question);
            byQuestion[question] = byQuestion.ContainsKey(question) ? null : sample;
        }
    }

    /// <summary>The sample that a question belongs to; null where it is not known.</summary>
    public Sample? Of(string question) => byQuestion.GetValueOrDefault(Plain(question));

    private static string Plain(string question)
    {
        string text = question.Trim();
        return text.EndsWith(Instructions.ThinkThenBox, StringComparison.Ordinal) ? text[..^Instructions.ThinkThenBox.Length].TrimEnd() : text;
    }
}
