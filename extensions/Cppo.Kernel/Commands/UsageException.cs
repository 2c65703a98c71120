using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary>A command line that cannot be carried out as it is written: the tool ends with code 2.</summary>
/// <param name="problem">One sentence that names the word or option.</param>
/// <param name="advice">One sentence that says what to write.</param>
/// <param name="cause">What was caught, if anything.</param>
internal sealed class UsageException(string problem, string advice, Exception? cause = null) : CppoException(problem, advice, cause)
{
    /// <summary>Carries out what reads the command line: what it refuses is wrong usage.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CppoException error) when (error is not UsageException)
        {
            throw new UsageException(error.Message, error.Advice, error);
        }
    }
}
