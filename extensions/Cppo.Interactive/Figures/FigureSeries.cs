namespace Cppo.Interactive.Figures;

/// <summary>What a colour says. Each series has a dash or a mark of its own beside it, so that nothing is told by colour alone.</summary>
public enum FigureTone
{
    /// <summary>No meaning: the page's ink.</summary>
    Ink,

    /// <summary>CPPO, or what is right.</summary>
    Cppo,

    /// <summary>GRPO, or what it is compared with.</summary>
    Grpo,

    /// <summary>The information-removing view, rising entropy.</summary>
    Removing,

    /// <summary>The information-preserving view, falling entropy.</summary>
    Preserving,
}

/// <summary>How the points of a series are drawn.</summary>
public enum FigureMark
{
    /// <summary>Joined; intervals as a band.</summary>
    Line,

    /// <summary>Each alone; intervals as whiskers.</summary>
    Points,

    /// <summary>As steps: each value holds until the next point, as in a histogram.</summary>
    Steps,
}

/// <summary>A point of a series.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up; NaN leaves a gap.</param>
/// <param name="Low">Lower end of its interval; NaN where it has none.</param>
/// <param name="High">Upper end of its interval; NaN where it has none.</param>
public readonly record struct FigurePoint(double X, double Y, double Low = double.NaN, double High = double.NaN)
{
    /// <summary>Whether it can be drawn.</summary>
    public bool IsDrawn => double.IsFinite(X) && double.IsFinite(Y);

    /// <summary>Whether it has an interval.</summary>
    public bool HasInterval => double.IsFinite(Low) && double.IsFinite(High);
}

/// <summary>One line, cloud or histogram of a figure.</summary>
/// <param name="Name">Written at its end.</param>
/// <param name="Mark">How it is drawn.</param>
/// <param name="Tone">What its colour says.</param>
/// <param name="Points">Lines and steps in the order of X.</param>
public sealed record FigureSeries(string Name, FigureMark Mark, FigureTone Tone, IReadOnlyList<FigurePoint> Points);
