namespace Cppo.Pages.Tests;

/// <summary>The system's nbconvert.</summary>
internal static class Nbconvert
{
    private const string Python = "/usr/bin/python3";

    /// <summary>The program that runs it, or null where it is not installed.</summary>
    public static async Task<string?> Find() =>
        File.Exists(Python) && (await Repository.Run(Python, ["-c", "import nbconvert"])).ExitCode == 0 ? Python : null;

    /// <summary>An executed notebook as nbconvert's page, or null where it is not installed.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="folder">Where the page goes.</param>
    public static async Task<string?> Page(string notebook, string folder)
    {
        if (await Find() is not { } python) return null;
        (int code, string output) = await Repository.Run(
            python,
            ["-m", "nbconvert", "--to", "html", "--output-dir", folder, "--output", "converted.html", notebook],
            new Dictionary<string, string> { ["HOME"] = folder });
        Assert.True(code == 0, output);
        return Path.Combine(folder, "converted.html");
    }
}
