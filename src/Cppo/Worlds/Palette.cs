namespace Cppo.Worlds;

/// <summary>The words of the world and the colours behind them.</summary>
internal static class Palette
{
    public static readonly IReadOnlyList<string> ColourNames = ["red", "green", "blue", "yellow"];

    public static readonly IReadOnlyList<string> ShapeNames = ["circle", "square", "triangle"];

    /// <summary>In the order of <see cref="ColourNames"/>.</summary>
    public static readonly IReadOnlyList<Colour> Colours = [new(205, 50, 50), new(50, 160, 65), new(55, 85, 205), new(222, 190, 50)];

    /// <summary>How far a channel of a drawn object lies from its colour's at most.</summary>
    public const int Jitter = 25;
}
