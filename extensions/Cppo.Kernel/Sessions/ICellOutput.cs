namespace Cppo.Kernel.Sessions;

/// <summary>
/// Where the outputs of one running cell go: over the wire to Jupyter, or into a notebook file. Called from any thread.
/// </summary>
internal interface ICellOutput
{
    /// <summary>Text written to standard output or standard error.</summary>
    void Stream(StreamName name, string text);

    /// <summary>A value shown below the cell.</summary>
    /// <param name="bundle">The output.</param>
    /// <param name="displayId">The name by which it can be replaced; null where it never is.</param>
    void Display(MimeBundle bundle, string? displayId);

    /// <summary>Replaces every output that was shown under a display name, whichever cell showed it.</summary>
    void UpdateDisplay(MimeBundle bundle, string displayId);

    /// <summary>Removes the cell's outputs so far.</summary>
    /// <param name="wait">Whether to keep them until the next output arrives, which avoids flicker.</param>
    void Clear(bool wait);

    /// <summary>Shows something that the user asked about: in a window of the front end's own where it has one.</summary>
    void Page(MimeBundle bundle);

    /// <summary>Asks the user for a line.</summary>
    /// <exception cref="Runtime.CppoException">This host cannot ask.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}

/// <summary>The two text streams of a cell.</summary>
internal enum StreamName
{
    /// <summary>Standard output.</summary>
    Out,

    /// <summary>Standard error.</summary>
    Error,
}
