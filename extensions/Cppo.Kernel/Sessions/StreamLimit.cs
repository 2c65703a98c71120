using System.Text;

namespace Cppo.Kernel.Sessions;

/// <summary>
/// Keeps a notebook usable under a flood of text: the beginning of what a cell writes passes at once, and of the rest only the end is
/// kept, for when the cell ends. Memory does not grow with the flood. One thread at a time.
/// </summary>
/// <param name="most">How many characters pass.</param>
/// <param name="end">How many characters of what follows are kept.</param>
internal sealed class StreamLimit(int most = 16 << 20, int end = 64 << 10)
{
    private readonly StringBuilder tail = new();
    private long passed, held;

    /// <summary>Takes text in; gives back what is to be shown now, with a sentence where the flood begins.</summary>
    public string Pass(string text)
    {
        if (passed + text.Length <= most)
        {
            passed += text.Length;
            return text;
        }

        int room = (int)(most - passed);
        if (room > 0 && char.IsHighSurrogate(text[room - 1])) room--;
        string notice = held > 0 ? "" : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"\n[This cell has written {most:N0} characters. What follows is held back so that the notebook does not freeze; its end is shown when the cell ends. Write to a file to keep it all.]\n");
        passed = most;
        Hold(text.AsSpan(room));
        return text[..room] + notice;
    }

    /// <summary>What is still to be shown when the cell ends: how much is left out, and the end.</summary>
    public string Rest()
    {
        if (held == 0) return "";
        if (tail.Length > end) tail.Remove(0, tail.Length - end);
        if (char.IsLowSurrogate(tail[0])) tail.Remove(0, 1);
        long left = held - tail.Length;
        string rest = left == 0 ? tail.ToString() : string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"[{left:N0} characters are left out here; the last {tail.Length:N0} follow.]\n{tail}");
        (held, _) = (0, tail.Clear());
        return rest;
    }

    /// <summary>Begins anew, after the outputs were cleared.</summary>
    public void Reset() => (passed, held, _) = (0, 0, tail.Clear());

    private void Hold(ReadOnlySpan<char> text)
    {
        held += text.Length;
        tail.Append(text);
        if (tail.Length > 2 * end) tail.Remove(0, tail.Length - end);
    }
}
