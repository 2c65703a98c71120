namespace Cppo.Rewards.Grading.Latex;

/// <summary>Prints a matrix as <c>[ a b; c d ]</c>.</summary>
internal static class LatexMatrix
{
    /// <summary>
    /// Columns are cut at "&amp;", rows at <c>\\</c>. A cell without any character is no cell; a matrix without any cell cannot be printed.
    /// The reference pads cells with spaces, which no comparison sees: they are removed afterwards.
    /// </summary>
    public static string Print(LatexEnvironment environment, Func<IReadOnlyList<LatexNode>, string> print)
    {
        List<List<string>> rows = [[]];
        List<LatexNode> cell = [];
        void EndCell()
        {
            if (cell.Count > 0) rows[^1].Add(WhiteSpace.Strip(print(cell)));
            cell = [];
        }

        foreach (LatexNode node in environment.Nodes)
        {
            switch (node)
            {
                case LatexSpecial { Characters: "&" }:
                    EndCell();
                    break;
                case LatexMacro { Name: "\\" }:
                    EndCell();
                    rows.Add([]);
                    break;
                default:
                    cell.Add(node);
                    break;
            }
        }

        EndCell();
        if (rows.All(row => row.Count == 0)) throw new LatexFailure();
        return $"[ {string.Join("; ", rows.Select(row => string.Join(' ', row)))} ]";
    }
}
