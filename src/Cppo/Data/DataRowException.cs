using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>A row of a data set that cannot be used.</summary>
public sealed class DataRowException : CppoException
{
    /// <summary>Makes an error with its advice.</summary>
    /// <param name="row">The row's number, from 0.</param>
    /// <param name="problem">One sentence that names the row.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    /// <param name="cause">What was caught, if anything.</param>
    public DataRowException(long row, string problem, string advice, Exception? cause = null)
        : base(problem, advice, cause) => Row = row;

    /// <summary>The row's number, from 0 in the order of the file.</summary>
    public long Row { get; }
}
