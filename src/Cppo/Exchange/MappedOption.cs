namespace Cppo.Exchange;

/// <summary>Whom a run is written for.</summary>
public enum ForeignTrainer
{
    /// <summary>verl: the synchronous recipe of vbdi/cppo where the method has a contrastive term, verl itself where it has none.</summary>
    Verl,

    /// <summary>AReaL: the asynchronous recipe of vbdi/cppo.</summary>
    Areal,
}

/// <summary>How well an option is carried over.</summary>
public enum Fidelity
{
    /// <summary>It means the same there.</summary>
    Exact,

    /// <summary>It means nearly the same there; the note says what differs.</summary>
    Approximate,

    /// <summary>There is nothing like it there: their run is another one in this point.</summary>
    None,

    /// <summary>It changes no result here: it cannot act under the method, or concerns this library alone.</summary>
    Inactive,
}

/// <summary>What becomes of an option.</summary>
/// <param name="Option">Ours, dotted ("Perception.TopShare").</param>
/// <param name="Value">What it is; null where it was made in code and has no text.</param>
/// <param name="Key">Theirs; several are joined by commas; null where they have none, because it is built in there or not there at all.</param>
/// <param name="Theirs">What the key is set to; null where there is no key.</param>
/// <param name="Fidelity">How well it is carried over.</param>
/// <param name="Note">What differs, or why nothing does; may be empty.</param>
public sealed record MappedOption(string Option, string? Value, string? Key, string? Theirs, Fidelity Fidelity, string Note);
