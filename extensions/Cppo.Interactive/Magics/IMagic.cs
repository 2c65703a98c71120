using Cppo.Interactive.Hosting;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>A command of a notebook, a thin shell over public library calls that it prints. Knows no host but the interface.</summary>
public interface IMagic
{
    /// <summary>With its sign: "#!cppo-rollout".</summary>
    string Name { get; }

    /// <summary>One line that says what it does.</summary>
    string Summary { get; }

    /// <summary>A line that can be run as it stands.</summary>
    string Example { get; }

    /// <summary>Its options, <c>--help</c> included.</summary>
    IReadOnlyList<MagicOption> Options { get; }

    /// <summary>The option that a bare word on the line belongs to; null where there is none.</summary>
    string? Positional { get; }

    /// <summary>Runs it.</summary>
    /// <param name="arguments">What follows the name on the line.</param>
    /// <param name="host">Where to show and to store.</param>
    /// <exception cref="CppoException">An option, a variable or the work itself is wrong; sentence and advice say how.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted it.</exception>
    Task RunAsync(string arguments, INotebookHost host);
}
