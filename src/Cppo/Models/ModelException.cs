using Cppo.Runtime;

namespace Cppo.Models;

/// <summary>A checkpoint, a configuration or a prompt that the model cannot use. Lists everything that is wrong, not just the first.</summary>
public sealed class ModelException : CppoException
{
    /// <summary>One problem.</summary>
    /// <param name="problem">One sentence that names the thing that is wrong.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    /// <param name="cause">What was caught, if anything.</param>
    public ModelException(string problem, string advice, Exception? cause = null)
        : base(problem, advice, cause) => Problems = [problem];

    /// <summary>Several problems of one file or folder.</summary>
    /// <param name="subject">The file or folder ("the checkpoint in FOLDER").</param>
    /// <param name="problems">Each one in a few words; at least one.</param>
    /// <param name="advice">One sentence that says what to do.</param>
    public ModelException(string subject, IReadOnlyList<string> problems, string advice)
        : base($"{subject} cannot be used: {string.Join("; ", problems)}.", advice) => Problems = problems;

    /// <summary>Everything that is wrong, one entry each.</summary>
    public IReadOnlyList<string> Problems { get; }
}
