namespace Cppo.Worlds;

/// <summary>The four kinds of task of the procedural world. <see cref="Cppo.Rollouts.Sample.Kind"/> is the name in lower case.</summary>
public enum WorldTask
{
    /// <summary>"How many red objects are there?": coloured shapes, answers 0..3.</summary>
    Count,

    /// <summary>"What is the sum of the dice?": two or three dice.</summary>
    Dice,

    /// <summary>"What is the difference between the red bar and the blue bar?": bars over grid lines, answers 0..6.</summary>
    Bars,

    /// <summary>"Add 3 to the number.": a number in a 5 x 7 font.</summary>
    Number,
}

/// <summary>Two endless, disjoint halves of the world: what one draws the other never does.</summary>
public enum WorldSplit
{
    /// <summary>For training.</summary>
    Training,

    /// <summary>For evaluation.</summary>
    HeldOut,
}
