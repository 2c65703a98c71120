using Cppo.Runtime;

namespace Cppo.Kernel.Sessions;

/// <summary>The output of a cell that is run silently: nothing is shown.</summary>
internal sealed class DiscardedOutput : ICellOutput
{
    /// <inheritdoc/>
    public void Stream(StreamName name, string text)
    {
    }

    /// <inheritdoc/>
    public void Display(MimeBundle bundle, string? displayId)
    {
    }

    /// <inheritdoc/>
    public void UpdateDisplay(MimeBundle bundle, string displayId)
    {
    }

    /// <inheritdoc/>
    public void Clear(bool wait)
    {
    }

    /// <inheritdoc/>
    public void Page(MimeBundle bundle)
    {
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) =>
        throw new CppoException("A cell that runs silently cannot ask for input.", "Run it as an ordinary cell.");
}
