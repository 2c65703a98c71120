using Cppo.Images;

namespace Cppo.Perturbations.Operations;

/// <summary>A perspective view of a picture, as torchvision computes it on Pillow pictures.</summary>
public static class PerspectiveOperation
{
    private const int Unknowns = 8, Channels = 3;

    /// <summary>Moves four corners and everything between them; the size stays.</summary>
    /// <param name="picture">The original.</param>
    /// <param name="from">Four points of the original: top left, top right, bottom right, bottom left, in pixels.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="interpolation">How to read between pixels.</param>
    /// <param name="border">What stands outside the original.</param>
    /// <returns>The view; the original itself where three of the points lie on a line.</returns>
    public static Picture WithPerspective(
        this Picture picture,
        IReadOnlyList<(double X, double Y)> from,
        IReadOnlyList<(double X, double Y)> to,
        Interpolation interpolation,
        Border border)
    {
        if (Coefficients(from, to) is not { } a) return picture;
        byte[] view = new byte[picture.Rgb.Length];
        PointSampler source = new(picture, interpolation, border);
        for (int row = 0, at = 0; row < picture.Height; row++)
        {
            for (int column = 0; column < picture.Width; column++, at += Channels)
            {
                double x = column + 0.5, y = row + 0.5;
                double depth = (a[6] * x) + (a[7] * y) + 1;
                source.Read(
                    ((a[0] * x) + (a[1] * y) + a[2]) / depth,
                    ((a[3] * x) + (a[4] * y) + a[5]) / depth,
                    view.AsSpan(at, Channels));
            }
        }

        return new Picture(picture.Width, picture.Height, view);
    }

    /// <summary>The map from output to input: x' = (a0 x + a1 y + a2) / (a6 x + a7 y + 1), y' = (a3 x + a4 y + a5) / (...).</summary>
    /// <param name="from">Four points of the input.</param>
    /// <param name="to">The same points in the output.</param>
    /// <returns>Eight coefficients, rounded to float32 as the reference's are; nothing where there is no such map.</returns>
    public static double[]? Coefficients(IReadOnlyList<(double X, double Y)> from, IReadOnlyList<(double X, double Y)> to)
    {
        double[,] system = new double[Unknowns, Unknowns + 1]; // the last column is the right-hand side
        for (int i = 0; i < Unknowns / 2; i++)
        {
            ((double x, double y), (double inputX, double inputY)) = (to[i], from[i]);
            Fill(system, 2 * i, 0, x, y, inputX);
            Fill(system, (2 * i) + 1, 3, x, y, inputY);
        }

        return Solve(system) ? [.. Enumerable.Range(0, Unknowns).Select(i => (double)(float)system[i, Unknowns])] : null;
    }

    private static void Fill(double[,] system, int row, int column, double x, double y, double input)
    {
        (system[row, column], system[row, column + 1], system[row, column + 2]) = (x, y, 1);
        (system[row, 6], system[row, 7], system[row, Unknowns]) = (-input * x, -input * y, input);
    }

    // Gauss and Jordan with the largest pivot of the column; leaves the solution in the last column.
    private static bool Solve(double[,] system)
    {
        for (int column = 0; column < Unknowns; column++)
        {
            int pivot = Enumerable.Range(column, Unknowns - column).MaxBy(row => Math.Abs(system[row, column]));
            if (!(Math.Abs(system[pivot, column]) > 1e-9)) return false;
            for (int i = 0; i <= Unknowns; i++) (system[column, i], system[pivot, i]) = (system[pivot, i], system[column, i]);
            for (int row = 0; row < Unknowns; row++)
            {
                double factor = system[row, column] / system[column, column];
                if (row == column || factor == 0) continue;
                for (int i = column; i <= Unknowns; i++) system[row, i] -= factor * system[column, i];
            }
        }

        for (int row = 0; row < Unknowns; row++) system[row, Unknowns] /= system[row, row];
        return true;
    }
}
