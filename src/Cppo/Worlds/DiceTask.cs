using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>Two (hard: three) dice from left to right; what is their sum?</summary>
internal static class DiceTask
{
    private const int Columns = 3, ColumnWidth = 28, Faces = 6, SquaredPipRadius = 5;
    private static readonly Colour Dark = new(35, 35, 40), Light = new(240, 240, 235);

    // Places of the pips in units of the pip offset, by number of pips.
    private static readonly (int X, int Y)[][] Pips =
    [
        [],
        [(0, 0)],
        [(-1, -1), (1, 1)],
        [(-1, -1), (0, 0), (1, 1)],
        [(-1, -1), (1, -1), (-1, 1), (1, 1)],
        [(-1, -1), (1, -1), (0, 0), (-1, 1), (1, 1)],
        [(-1, -1), (-1, 0), (-1, 1), (1, -1), (1, 0), (1, 1)],
    ];

    public static DrawnTask Draw(Canvas canvas, CounterRandom random, int level)
    {
        int dice = level == 0 ? 2 : 3;
        int sum = random.Integer(dice, Faces * dice);
        int[] values = new int[dice];
        do
        {
            for (int i = 0; i < dice; i++) values[i] = random.Integer(1, Faces);
        }
        while (values.Sum() != sum);

        int[] columns = [.. Enumerable.Range(0, Columns)];
        random.Shuffle(columns);
        Array.Sort(columns, 0, dice);
        for (int i = 0; i < dice; i++) Die(canvas, random, columns[i], values[i]);
        return new DrawnTask("What is the sum of the dice?", sum, string.Join('+', values), '=');
    }

    private static void Die(Canvas canvas, CounterRandom random, int column, int value)
    {
        int x = (ColumnWidth / 2) + (ColumnWidth * column) + random.Integer(-2, 2);
        int y = random.Integer(14, 69), half = random.Integer(10, 12);
        Colour dark = Dark.Jittered(random, Palette.Jitter);
        canvas.Box(x - half, y - half, x + half, y + half, dark);
        canvas.Box(x - half + 1, y - half + 1, x + half - 1, y + half - 1, Light.Jittered(random, 12));
        int offset = (int)(0.55 * half);
        foreach ((int pipX, int pipY) in Pips[value])
        {
            canvas.Disc(x + (pipX * offset), y + (pipY * offset), SquaredPipRadius, dark);
        }
    }
}
