using System.Globalization;

namespace Cppo.Training.Runs;

/// <summary>Files or folders of a run that carry a number in their names: <c>step-000012.parquet</c>.</summary>
/// <param name="folder">Where they lie; made with the first of them.</param>
/// <param name="extension">With its dot; empty for folders.</param>
internal sealed class NumberedFiles(string folder, string extension)
{
    private const string Prefix = "step-";

    /// <summary>The path for a number, in a folder that exists.</summary>
    public string Make(int number)
    {
        Directory.CreateDirectory(folder);
        return PathOf(number);
    }

    /// <summary>The path for a number.</summary>
    public string PathOf(int number) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number:D6}{extension}"));

    /// <summary>The numbers that are there, ascending.</summary>
    public IReadOnlyList<int> Numbers() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFileSystemEntries(folder).Select(NumberOf).OfType<int>().Order()]
        : [];

    /// <summary>Removes what belongs to no finished step: higher numbers, and what was not finished writing.</summary>
    /// <param name="highest">The highest number that stays.</param>
    public void CutAfter(int highest)
    {
        if (!Directory.Exists(folder)) return;
        foreach (string path in Directory.GetFileSystemEntries(folder, "*.partial")) Delete(path);
        foreach (int number in Numbers().Where(number => number > highest)) Delete(PathOf(number));
    }

    /// <summary>Removes a file, or a folder with all that is in it.</summary>
    public static void Delete(string path)
    {
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        else File.Delete(path);
    }

    private int? NumberOf(string path)
    {
        string name = Path.GetFileName(path);
        return name.StartsWith(Prefix, StringComparison.Ordinal)
            && name.EndsWith(extension, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Prefix.Length, name.Length - Prefix.Length - extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
    }
}
