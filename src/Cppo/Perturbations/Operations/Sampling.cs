namespace Cppo.Perturbations.Operations;

/// <summary>How a moved picture is read between pixels.</summary>
public enum Interpolation
{
    /// <summary>The pixel that the point lies in.</summary>
    Nearest,

    /// <summary>The weighted mean of the four pixels around the point, truncated as Pillow does.</summary>
    Bilinear,
}

/// <summary>What stands where a moved picture has no pixel.</summary>
public readonly record struct Border
{
    private Border(byte? level) => Level = level;

    /// <summary>Black, as in the published recipes.</summary>
    public static Border Black { get; } = new(0);

    /// <summary>The nearest pixel of the edge.</summary>
    public static Border Edge { get; } = new(null);

    /// <summary>The grey level; null for the nearest pixel of the edge.</summary>
    public byte? Level { get; }

    /// <summary>One grey level.</summary>
    /// <param name="level">0 to 255.</param>
    public static Border Fill(byte level) => new(level);

    /// <inheritdoc/>
    public override string ToString() => Level is { } level ? $"level {level}" : "edge";
}
