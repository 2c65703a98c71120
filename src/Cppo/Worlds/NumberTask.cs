using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Worlds;

/// <summary>A number of one digit (hard: two) in a pixel font, to which the question adds 1..5.</summary>
internal static class NumberTask
{
    private const int GlyphWidth = 5, GlyphHeight = 7, Advance = 6, Margin = 2;

    // Rows from top to bottom, 1 = ink, the leftmost column in the highest bit.
    private static readonly byte[][] Font =
    [
        [0b01110, 0b10001, 0b10011, 0b10101, 0b11001, 0b10001, 0b01110],
        [0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110],
        [0b01110, 0b10001, 0b00001, 0b00010, 0b00100, 0b01000, 0b11111],
        [0b11111, 0b00010, 0b00100, 0b00010, 0b00001, 0b10001, 0b01110],
        [0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010],
        [0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110],
        [0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110],
        [0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000],
        [0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110],
        [0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100],
    ];

    public static DrawnTask Draw(Canvas canvas, CounterRandom random, int level)
    {
        int addend = random.Integer(1, 5), number = level == 0 ? random.Integer(0, 9) : random.Integer(10, 94);
        string digits = number.ToString(CultureInfo.InvariantCulture);
        int scale = random.Integer(3, 5);
        int width = scale * ((Advance * (digits.Length - 1)) + GlyphWidth), height = scale * GlyphHeight;
        int left = random.Integer(Margin, Canvas.Side - Margin - width), top = random.Integer(Margin, Canvas.Side - Margin - height);
        Colour colour = random.Choose(Palette.Colours).Jittered(random, Palette.Jitter) * 0.8;
        for (int i = 0; i < digits.Length; i++)
        {
            Glyph(canvas, digits[i] - '0', left + (i * Advance * scale), top, scale, colour);
        }

        return new DrawnTask($"Add {addend} to the number.", number + addend, $"{number}+{addend}", '=');
    }

    private static void Glyph(Canvas canvas, int digit, int left, int top, int scale, Colour colour)
    {
        for (int row = 0; row < GlyphHeight; row++)
        {
            for (int column = 0; column < GlyphWidth; column++)
            {
                if ((Font[digit][row] >> (GlyphWidth - 1 - column) & 1) == 0) continue;
                int x = left + (column * scale), y = top + (row * scale);
                canvas.Box(x, y, x + scale - 1, y + scale - 1, colour);
            }
        }
    }
}
