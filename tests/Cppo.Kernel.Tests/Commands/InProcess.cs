using Cppo.Kernel.Commands;

namespace Cppo.Kernel.Tests.Commands;

/// <summary>Carries out a command line in this process, its streams caught. Only for tests of the collection that does not run beside others.</summary>
internal static class InProcess
{
    public static async Task<Finished> RunAsync(params string[] arguments)
    {
        (TextWriter output, TextWriter error) = (Console.Out, Console.Error);
        using StringWriter caughtOutput = new(), caughtError = new();
        try
        {
            Console.SetOut(caughtOutput);
            Console.SetError(caughtError);
            int code = await CommandLine.RunAsync(arguments);
            return new(code, caughtOutput.ToString(), caughtError.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
