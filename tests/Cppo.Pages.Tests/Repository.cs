using System.Diagnostics;

namespace Cppo.Pages.Tests;

/// <summary>The checkout that the tests were built from, and commands run in it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Notebooks => Path.Combine(Root, "notebooks");

    /// <summary>Pictures of pages are kept here, to be looked at.</summary>
    public static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "pages")).FullName;

    /// <summary>The tool <c>cppo</c> as the tests built it.</summary>
    public static string Tool => Path.Combine(AppContext.BaseDirectory, "Cppo.Kernel.dll");

    /// <summary>Runs a command to its end; its output is both streams.</summary>
    public static async Task<(int ExitCode, string Output)> Run(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new(file) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>A program of the system, or null.</summary>
    public static string? Program(params string[] names) => names
        .SelectMany(name => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CPPO.Notebooks.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not lie in a checkout of the project.");
    }
}
