using Cppo.Pages.Tests;

namespace Cppo.Interactive.Tests.Packaging;

/// <summary>The script that .NET Interactive runs when it loads the package.</summary>
internal static class ExtensionScript
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "extensions", "Cppo.Interactive", "extension.dib");

    /// <summary>Its C#, without the line that names the language.</summary>
    public static string Code { get; } = File.ReadAllText(Path)["#!csharp".Length..];
}

/// <summary>Tests that change the formatters or the notebook of the whole process run alone.</summary>
[CollectionDefinition(nameof(FormatterCollection), DisableParallelization = true)]
public sealed class FormatterCollection;
