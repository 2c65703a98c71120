namespace Cppo.Kernel.Commands;

/// <summary>What the tool's exit codes mean; scripts rely on them.</summary>
internal static class ExitCode
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>Something failed: a cell that threw, a file that is not there. The reason and an advice are on the error stream.</summary>
    public const int Failed = 1;

    /// <summary>The command line cannot be carried out as it is written.</summary>
    public const int Usage = 2;

    /// <summary>The user stopped it (Ctrl+C); what was finished is kept.</summary>
    public const int Interrupted = 130;
}
