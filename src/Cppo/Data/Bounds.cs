using System.Globalization;

namespace Cppo.Data;

/// <summary>A range of numbers, both ends included.</summary>
/// <param name="Low">Smallest.</param>
/// <param name="High">Largest.</param>
public readonly record struct Bounds(double Low, double High)
{
    /// <summary>From a number upwards.</summary>
    public static Bounds AtLeast(double low) => new(low, double.PositiveInfinity);

    /// <summary>Up to a number.</summary>
    public static Bounds AtMost(double high) => new(double.NegativeInfinity, high);

    /// <summary>Whether a number lies in it.</summary>
    public bool Contains(double value) => value >= Low && value <= High;

    /// <inheritdoc/>
    public override string ToString()
    {
        if (double.IsInfinity(High)) return string.Create(CultureInfo.InvariantCulture, $"{Low} or more");
        return double.IsInfinity(Low)
            ? string.Create(CultureInfo.InvariantCulture, $"{High} or less")
            : string.Create(CultureInfo.InvariantCulture, $"{Low} to {High}");
    }
}
