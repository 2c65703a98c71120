using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>Two or three (hard: four or five) shapes in a 3 x 3 grid of cells; how many have a given colour or shape?</summary>
internal static class CountTask
{
    private const int Cells = 3, CellSide = 28;

    public static DrawnTask Draw(Canvas canvas, CounterRandom random, int level)
    {
        bool byColour = random.Integer(0, 1) == 0;
        IReadOnlyList<string> names = byColour ? Palette.ColourNames : Palette.ShapeNames;
        int target = random.Integer(0, names.Count - 1);
        int answer = random.Integer(0, 3);
        (int fewest, int most) = level == 0 ? (2, 3) : (4, 5);
        int objects = random.Integer(Math.Max(fewest, answer), most);

        int[] asked = new int[objects];
        for (int i = 0; i < objects; i++) asked[i] = i < answer ? target : Other(random, target, names.Count);
        random.Shuffle(asked);

        int[] cells = [.. Enumerable.Range(0, Cells * Cells)];
        random.Shuffle(cells);
        Array.Sort(cells, 0, objects);
        for (int i = 0; i < objects; i++)
        {
            int free = random.Integer(0, (byColour ? Palette.ShapeNames : Palette.ColourNames).Count - 1);
            (int colour, int shape) = byColour ? (asked[i], free) : (free, asked[i]);
            int x = (CellSide / 2) + (CellSide * (cells[i] % Cells)) + random.Integer(-3, 3);
            int y = (CellSide / 2) + (CellSide * (cells[i] / Cells)) + random.Integer(-3, 3);
            Shape(canvas, shape, x, y, random.Integer(6, 10), Palette.Colours[colour].Jittered(random, Palette.Jitter));
        }

        string question = $"How many {(byColour ? names[target] + " objects" : names[target] + "s")} are there?";
        return new DrawnTask(question, answer, string.Join(',', asked.Select(value => " " + names[value])), ':');
    }

    // A value of the same attribute other than the target, all equally likely.
    private static int Other(CounterRandom random, int target, int values)
    {
        int value = random.Integer(0, values - 2);
        return value < target ? value : value + 1;
    }

    private static void Shape(Canvas canvas, int shape, int x, int y, int radius, Colour colour)
    {
        int half = (int)Math.Round(0.88 * radius);
        switch (shape)
        {
            case 0: canvas.Disc(x, y, radius * radius, colour); break;
            case 1: canvas.Box(x - half, y - half, x + half, y + half, colour); break;
            default: canvas.Triangle(x, y, radius, colour); break;
        }
    }
}
