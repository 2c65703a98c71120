namespace Cppo.Runtime;

/// <summary>
/// The one error that users are meant to read: a sentence that names the thing, and a sentence that says what to do.
/// Every foreseeable failure of the library is one of these or derives from it; anything else is a defect.
/// </summary>
public class CppoException : Exception
{
    /// <summary>Makes an error with its advice.</summary>
    /// <param name="problem">One sentence that names the thing that is wrong, with its name or number.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    /// <param name="cause">What was caught, if anything.</param>
    public CppoException(string problem, string advice, Exception? cause = null)
        : base(problem, cause) => Advice = advice;

    /// <summary>One sentence that says what to do.</summary>
    public string Advice { get; }
}
