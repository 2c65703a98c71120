namespace Cppo.Runtime;

/// <summary>Paths for people and for notebooks that are shared: without the parts that belong to one machine.</summary>
internal static class ReadablePath
{
    /// <summary>The path with the user's folder as ~ and the library's own folder left out.</summary>
    public static string Of(string path)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string own = Path.GetDirectoryName(typeof(ReadablePath).Assembly.Location) ?? "";
        if (Below(path, own) is { } shipped) return $"{shipped}, beside the library";
        return Below(path, home) is { } rest ? Path.Combine("~", rest) : path;
    }

    private static string? Below(string path, string folder) =>
        folder.Length > 1 && path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path[(folder.Length + 1)..]
            : null;
}
