namespace Cppo.Tests;

/// <summary>Tests that measure time run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TimedTests
{
    public const string Name = "Timed tests";
}
