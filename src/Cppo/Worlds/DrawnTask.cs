namespace Cppo.Worlds;

/// <summary>What a task says beside its picture.</summary>
/// <param name="Question">The user's text.</param>
/// <param name="Answer">What counts as right.</param>
/// <param name="Reading">What is to be read off the picture, the text in front of the mark.</param>
/// <param name="Mark">Between reading and result: ':' or '='.</param>
internal readonly record struct DrawnTask(string Question, int Answer, string Reading, char Mark)
{
    /// <summary>The right response.</summary>
    public string Reference => $"<think>{Reading}{Mark}{Answer}</think>\\boxed{{{Answer}}}";
}
