namespace Cppo.Kernel.Tests;

/// <summary>Sessions take over the process's console and its current folder, so tests with a session run one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class KernelCollection
{
    public const string Name = "sessions";
}
