using Cppo.Kernel.Formatting;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.Magics;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages;

/// <summary>Runs the stretches of a cell, each in its language.</summary>
internal static class CellSegments
{
    /// <summary>Runs one stretch.</summary>
    /// <returns>The value of its last expression; null where it has none.</returns>
    public static async Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context)
    {
        context.Run.Cancellation.ThrowIfCancellationRequested();
        switch (segment.Kind)
        {
            case SegmentKind.Magic:
                await KernelMagics.RunAsync(segment, context).ConfigureAwait(false);
                return null;
            case SegmentKind.Content:
                return segment.Language == "#!markdown"
                    ? new(new Dictionary<string, string> { ["text/markdown"] = segment.Text, [MimeBundle.PlainText] = segment.Text })
                    : MimeBundle.Markup(segment.Text, segment.Text);
            default:
                string code = await DirectiveRunner.RunAsync(segment.Placed, context).ConfigureAwait(false);
                CellValue value = await context.CSharp.RunAsync(code, context.Name, context.Run.Cancellation).ConfigureAwait(false);
                return value.Present ? ValueFormatter.Format(value.Value) : null;
        }
    }
}
