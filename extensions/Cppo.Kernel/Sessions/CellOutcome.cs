namespace Cppo.Kernel.Sessions;

/// <summary>How a cell ended.</summary>
/// <param name="Value">The value of its last expression, rendered; null where it has none.</param>
/// <param name="Error">What went wrong; null where nothing did.</param>
internal sealed record CellOutcome(MimeBundle? Value, CellError? Error);

/// <summary>A failure in the form in which Jupyter shows it.</summary>
/// <param name="Name">The exception's type, without its namespace.</param>
/// <param name="Message">One sentence.</param>
/// <param name="Traceback">The lines that are shown: the message, the place in the cell, the calls that led there.</param>
/// <param name="Line">The line of the cell that failed, counted from 1; null where none is known.</param>
/// <param name="View">The failure for people, shown before the traceback; null where there is nothing to add.</param>
/// <param name="Interrupted">Whether the user stopped the cell.</param>
/// <param name="Calm">Whether the cell's own outputs say all there is to say, so that none is added for the failure.</param>
internal sealed record CellError(
    string Name, string Message, IReadOnlyList<string> Traceback, int? Line = null, MimeBundle? View = null, bool Interrupted = false, bool Calm = false);
