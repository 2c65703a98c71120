using Cppo.Rollouts;

namespace Cppo.Kernel.Serving;

/// <summary>The text of a response without the stop string that ended it, as the protocol wants it, also while it comes in pieces.</summary>
/// <param name="stops">What ends a response.</param>
internal sealed class StreamedText(IReadOnlyList<string> stops)
{
    private readonly int held = stops.Select(stop => stop.Length - 1).DefaultIfEmpty(0).Max();
    private string pending = "";
    private bool ended;

    /// <summary>The text up to the first stop string.</summary>
    public static string Cut(Response response, IReadOnlyList<string> stops) => response.Stop == StopReason.StopString ? Before(response.Text, stops) : response.Text;

    /// <summary>Takes a piece and gives what is certain not to belong to a stop string.</summary>
    public string Push(string piece, bool isLast)
    {
        if (ended) return "";
        pending += piece;
        string before = Before(pending, stops);
        if (isLast || before.Length < pending.Length)
        {
            ended = true;
            return before;
        }

        int certain = Math.Max(0, pending.Length - held);
        string sent = pending[..certain];
        pending = pending[certain..];
        return sent;
    }

    private static string Before(string text, IReadOnlyList<string> stops)
    {
        int[] places = [.. stops.Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(place => place >= 0)];
        return places.Length == 0 ? text : text[..places.Min()];
    }
}
