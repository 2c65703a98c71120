namespace Cppo.Rewards.Grading.Latex;

/// <summary>A piece of LaTeX.</summary>
internal abstract record LatexNode;

/// <summary>Plain characters.</summary>
internal sealed record LatexCharacters(string Text) : LatexNode;

/// <summary>A special sequence such as "---" or "&amp;".</summary>
/// <param name="Characters">As written.</param>
/// <param name="Text">What it prints.</param>
internal sealed record LatexSpecial(string Characters, string Text) : LatexNode;

/// <summary>A macro.</summary>
/// <param name="Name">Without the backslash.</param>
/// <param name="Arguments">In the order of its definition, null for one that was left out; null where the text ended before they came.</param>
/// <param name="Space">White space behind a macro without arguments.</param>
internal sealed record LatexMacro(string Name, IReadOnlyList<LatexNode?>? Arguments, string Space) : LatexNode
{
    /// <summary>Whether nothing was taken in behind the name.</summary>
    public bool IsBare => Arguments is null || Arguments.All(argument => argument is null);
}

/// <summary>A group in braces, or an argument.</summary>
internal sealed record LatexGroup(IReadOnlyList<LatexNode> Nodes) : LatexNode;

/// <summary>A part in math mode, <c>\(..\)</c> or <c>\[..\]</c>.</summary>
internal sealed record LatexMath(bool Display, IReadOnlyList<LatexNode> Nodes) : LatexNode;

/// <summary>An environment.</summary>
internal sealed record LatexEnvironment(string Name, IReadOnlyList<LatexNode> Nodes) : LatexNode;

/// <summary>The text cannot be printed; the reference grader then keeps the LaTeX as it is.</summary>
internal sealed class LatexFailure : Exception;
