using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary>Files that a command writes at its end.</summary>
internal static class OutputFile
{
    /// <summary>Makes sure that a file can be written: better found out before the work than after an hour of it.</summary>
    /// <exception cref="CppoException">It cannot.</exception>
    public static void Prepare(string target)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
            using FileStream probe = new(target, FileMode.OpenOrCreate, FileAccess.Write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{target} cannot be written: {error.Message}", "Name a file in a folder that you may write to.", error);
        }
    }
}
