using Cppo.Text;

namespace Cppo.Rollouts;

/// <summary>Decides after each token whether its row has ended, and turns tokens into text where that or a listener needs it.</summary>
internal sealed class StopRule
{
    private readonly IReadOnlySet<int> endTokens;
    private readonly string[] stopStrings;
    private readonly Tokenizer? tokenizer;
    private readonly Action<SampledToken>? listener;
    private readonly int tailLength;

    /// <param name="options">Stop strings and further stop tokens.</param>
    /// <param name="endTokens">What ends every response of the model.</param>
    /// <param name="tokenizer">Needed for stop strings and the listener; else null.</param>
    /// <param name="listener">Receives every token, or null.</param>
    public StopRule(SamplingOptions options, IEnumerable<int> endTokens, Tokenizer? tokenizer = null, Action<SampledToken>? listener = null)
    {
        // A mark's name is no text of the response, but whoever stops at it means the mark.
        int[] marks = tokenizer is null ? [] : [.. options.StopStrings.Select(tokenizer.IdOf).OfType<int>().Where(tokenizer.IsSpecial)];
        this.endTokens = endTokens.Concat(options.StopTokens).Concat(marks).ToHashSet();
        (stopStrings, this.listener) = ([.. options.StopStrings], listener);
        this.tokenizer = stopStrings.Length > 0 || listener is not null ? tokenizer : null;
        tailLength = stopStrings.Select(text => text.Length - 1).DefaultIfEmpty(0).Max();
    }

    /// <summary>Looks at the row's newest token and sets its stop reason.</summary>
    /// <param name="row">A row that has not ended.</param>
    /// <param name="isLimit">Whether the row has reached its longest length.</param>
    public void After(GeneratedRow row, bool isLimit)
    {
        int token = row.Tokens[^1];
        if (endTokens.Contains(token)) row.Stop = StopReason.EndToken;
        if (tokenizer is null) return;

        row.Decoder ??= tokenizer.StartDecoding(skipSpecial: true);
        string piece = row.Decoder.Push(token), seen = row.Tail + piece;
        if (!row.Ended && stopStrings.Any(text => seen.Contains(text, StringComparison.Ordinal))) row.Stop = StopReason.StopString;
        row.Tail = seen.Length > tailLength ? seen[^tailLength..] : seen;
        bool last = row.Ended || isLimit;
        if (last) piece += row.Decoder.Finish();
        listener?.Invoke(new(row.Prompt, row.Index, token, piece, last));
    }
}
