using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>The library call that a magic stands for, so that a user can go from the magic to the code.</summary>
/// <param name="code">C# that does the same in a cell.</param>
/// <param name="note">What was taken for granted; may be empty.</param>
public sealed class CallView(string code, string note = "") : View
{
    /// <inheritdoc/>
    public override string Name => "call";

    /// <inheritdoc/>
    public override string Label => "The same in C#";

    /// <inheritdoc/>
    protected internal override IEnumerable<string> Sheets => [];

    /// <inheritdoc/>
    protected override Html Body()
    {
        Html line = Html.Of($"<p class=\"cppo-p cppo-s cppo-q\">The same in C#: {Block}</p>");
        return note.Length == 0 ? line : line + Html.Of($"<p class=\"cppo-p cppo-s cppo-q\">{note}</p>");
    }

    private Html Block => code.Contains('\n')
        ? Html.Of($"<span class=\"cppo-code cppo-lines\">{code}</span>")
        : Html.Of($"<code class=\"cppo-code\">{code}</code>");

    /// <inheritdoc/>
    protected override string PlainText() => note.Length == 0 ? $"C#: {code}" : $"C#: {code}\n{TextEncoder.Terminal(note)}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<string>([code]).Text("code", row => row).ToFrame();
}
