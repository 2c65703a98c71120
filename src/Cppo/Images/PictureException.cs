using Cppo.Runtime;

namespace Cppo.Images;

/// <summary>A picture that cannot be used: not a picture, cut off, too large, or of an impossible shape.</summary>
public sealed class PictureException : CppoException
{
    /// <summary>Makes an error with its advice.</summary>
    /// <param name="problem">One sentence that names the picture.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    /// <param name="cause">What was caught, if anything.</param>
    public PictureException(string problem, string advice, Exception? cause = null)
        : base(problem, advice, cause)
    {
    }
}
