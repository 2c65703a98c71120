using Cppo.Interactive.Rendering;
using Cppo.Runtime;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Views;

/// <summary>An error for people: a sentence that names the thing, one that says what to do, the trace folded.</summary>
/// <param name="error">The error.</param>
public sealed class ErrorView(CppoException error) : View
{
    private const int LongestTrace = 8_000;
    private const int LongestSentence = 1_000;

    /// <inheritdoc/>
    public override string Name => "error";

    /// <inheritdoc/>
    public override string Label => "Error";

    /// <inheritdoc/>
    protected override Html Body() => Html.Of(
        $"<div class=\"cppo-err\" role=\"alert\"><p class=\"cppo-why\"><b>✕</b> {Describe.Clip(error.Message, LongestSentence)}</p><p>{Describe.Clip(error.Advice, LongestSentence)}</p><details class=\"cppo-d\"><summary>Trace</summary><div class=\"cppo-pre\">{Describe.Clip(error.ToString(), LongestTrace)}</div></details></div>");

    /// <inheritdoc/>
    protected override string PlainText() => $"✕ {TextEncoder.Terminal(error.Message)}\n  {TextEncoder.Terminal(error.Advice)}";

    /// <inheritdoc/>
    public override DataFrame ToData() => new DataRows<CppoException>([error])
        .Text("problem", row => row.Message)
        .Text("advice", row => row.Advice)
        .ToFrame();
}
