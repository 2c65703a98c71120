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
        context.Language = segment.Language;
        if (segment.Kind == SegmentKind.Code) return await context.Languages.Of(segment.Language).RunAsync(segment, context).ConfigureAwait(false);
        await KernelMagics.RunAsync(segment, context).ConfigureAwait(false);
        return null;
    }
}
