using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>Two (hard: four) bars of different colours over grid lines; how much do two of them differ?</summary>
internal static class BarsTask
{
    private const int Tallest = 9, Slots = 4, SlotWidth = 20, GridStep = 8, BaseRow = 80;

    public static DrawnTask Draw(Canvas canvas, CounterRandom random, int level)
    {
        int bars = level == 0 ? 2 : 4;
        int[] colours = [.. Enumerable.Range(0, Palette.Colours.Count)];
        random.Shuffle(colours);
        int difference = random.Integer(0, 6), lower = random.Integer(1, Tallest - difference);
        int[] heights = new int[bars]; // of colours[0..bars]
        (heights[0], heights[1]) = random.Integer(0, 1) == 0 ? (lower, lower + difference) : (lower + difference, lower);
        for (int i = 2; i < bars; i++) heights[i] = random.Integer(1, Tallest);

        for (int line = 0; line <= Tallest; line++) canvas.Darken(BaseRow - (GridStep * line), 0.82);
        int[] slots = [.. Enumerable.Range(0, Slots)];
        random.Shuffle(slots);
        Array.Sort(slots, 0, bars);
        int[] order = [.. Enumerable.Range(0, bars)];
        random.Shuffle(order);
        for (int i = 0; i < bars; i++)
        {
            int bar = order[i], left = 3 + (SlotWidth * slots[i]) + random.Integer(-1, 1), width = random.Integer(11, 14);
            Colour colour = Palette.Colours[colours[bar]].Jittered(random, Palette.Jitter);
            canvas.Box(left, BaseRow - (GridStep * heights[bar]), left + width - 1, BaseRow - 1, colour);
        }

        (string first, string second) = (Palette.ColourNames[colours[0]], Palette.ColourNames[colours[1]]);
        return new DrawnTask(
            $"What is the difference between the {first} bar and the {second} bar?",
            difference,
            $" {first}={heights[0]}, {second}={heights[1]}",
            ':');
    }
}
