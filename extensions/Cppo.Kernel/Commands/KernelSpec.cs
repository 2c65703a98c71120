using System.Text.Json.Nodes;
using Cppo.Kernel.Headless;
using Cppo.Kernel.Languages.Packages;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary>Where Jupyter looks for kernels, and what it finds there.</summary>
internal static class KernelSpec
{
    /// <summary>The folder for a user's own kernels.</summary>
    public static string UserFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } chosen) return Path.Combine(chosen, "kernels");
        if (OperatingSystem.IsWindows())
        {
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter", "kernels");
        }

        if (OperatingSystem.IsMacOS()) return Path.Combine(home, "Library", "Jupyter", "kernels");
        string data = Environment.GetEnvironmentVariable("XDG_DATA_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".local", "share");
        return Path.Combine(data, "jupyter", "kernels");
    }

    /// <summary>The folder for kernels under a prefix, such as that of a conda environment.</summary>
    public static string PrefixFolder(string prefix) => Path.Combine(Path.GetFullPath(prefix), "share", "jupyter", "kernels");

    /// <summary>Writes the description of this kernel.</summary>
    /// <returns>The folder it was written to.</returns>
    /// <exception cref="CppoException">The folder cannot be written to.</exception>
    public static string Install(string kernels, string name, string displayName)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new CppoException($"'{name}' cannot be the name of a kernel.", "Use letters, digits, hyphens, dots and underscores.");
        }

        string folder = Path.Combine(kernels, name);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "kernel.json"), PythonJson.Write(Content(displayName)) + "\n");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The kernel cannot be installed in {folder}: {error.Message}", "Choose a folder of yours with --prefix, or --user.", error);
        }

        return folder;
    }

    /// <summary>Takes the description away.</summary>
    /// <returns>False where there was none.</returns>
    public static bool Uninstall(string kernels, string name)
    {
        string folder = Path.Combine(kernels, name);
        if (name.Length == 0 || !File.Exists(Path.Combine(folder, "kernel.json"))) return false;
        Directory.Delete(folder, recursive: true);
        return true;
    }

    private static JsonObject Content(string displayName) => new()
    {
        ["argv"] = new JsonArray([.. Command().Append("kernel").Append("start").Append("{connection_file}").Select(part => (JsonNode)part)]),
        ["display_name"] = displayName,
        ["language"] = "C#",
        ["interrupt_mode"] = "message",
        ["metadata"] = new JsonObject { ["debugger"] = false },
    };

    // Absolute, so that the kernel starts whatever PATH the notebook program has.
    private static IEnumerable<string> Command() => [DotnetHost.Path, typeof(KernelSpec).Assembly.Location];
}
