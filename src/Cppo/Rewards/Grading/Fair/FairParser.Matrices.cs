using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Matrices, and products of matrices and numbers.</summary>
internal sealed partial class FairParser
{
    // Products are written out, so their size is bounded: rows and columns, and matrices in a row.
    private const int LargestProduct = 6, MostFactors = 3;

    private bool StartsMatrix() => Now.Kind == FairTokenKind.Command && Now.Text.StartsWith("begin ", StringComparison.Ordinal);

    private Matrix ReadMatrices()
    {
        Matrix product = ReadMatrix();
        for (int factors = 1; StartsMatrix(); factors++)
        {
            if (factors == MostFactors) throw new UnreadableException();
            product = Multiplied(product, ReadMatrix());
        }

        return product;
    }

    private Matrix ReadMatrix()
    {
        string name = tokens[at++].Text["begin ".Length..];
        if (name is not ("pmatrix" or "bmatrix" or "matrix" or "vmatrix" or "Bmatrix" or "smallmatrix")) throw new UnreadableException();
        List<IReadOnlyList<AnswerForm>> rows = [];
        List<AnswerForm> row = [ReadTerm()];
        for (; !Now.IsCommand("end " + name); row.Add(ReadTerm()))
        {
            if (Now.IsCommand("\\"))
            {
                rows.Add(row);
                row = [];
                if (tokens[at + 1].IsCommand("end " + name))
                {
                    at++;
                    break;
                }
            }
            else if (!Now.IsSymbol("&")) throw new UnreadableException();
            at++;
        }

        at++;
        if (row.Count > 0) rows.Add(row);
        return new Matrix(rows, name == "vmatrix");
    }

    private static Matrix Scaled(Expression factor, Matrix matrix) => matrix.IsDeterminant
        ? throw new UnreadableException()
        : new Matrix([.. matrix.Rows.Select(row => (IReadOnlyList<AnswerForm>)[.. row.Select(cell => new Amount(FairExpressions.Times(factor, Value(cell))))])], false);

    private static Matrix Multiplied(Matrix left, Matrix right)
    {
        int inner = right.Rows.Count, columns = right.Rows[0].Count;
        bool fits = left.Rows.All(row => row.Count == inner) && right.Rows.All(row => row.Count == columns) && !left.IsDeterminant && !right.IsDeterminant;
        if (!fits || Math.Max(left.Rows.Count, Math.Max(inner, columns)) > LargestProduct) throw new UnreadableException();
        return new Matrix(
            [.. left.Rows.Select(row => (IReadOnlyList<AnswerForm>)
                [.. Enumerable.Range(0, columns).Select(column => new Amount(new Sum(
                    [.. Enumerable.Range(0, inner).Select(k => FairExpressions.Times(Value(row[k]), Value(right.Rows[k][column])))])))])],
            false);
    }

    private static Expression Value(AnswerForm cell) => cell is Amount amount ? amount.Value : throw new UnreadableException();
}
