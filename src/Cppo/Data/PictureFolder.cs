namespace Cppo.Data;

/// <summary>
/// Reads pictures by their paths in the data. A path stays inside the folder: what a data set names is not trusted with the rest of
/// the disk.
/// </summary>
/// <param name="folder">The data set's folder.</param>
/// <param name="named">The folder that paths start from, where the user said so.</param>
/// <param name="allowOutside">Whether paths may lead out of it.</param>
internal sealed class PictureFolder(string folder, string? named, bool allowOutside)
{
    private const string Outside = "Set DataSetOptions.PictureFolder to the folder that holds them, or AllowPathsOutside where you trust the data.";
    private string? root = named;

    /// <summary>Reads at most so many bytes of a picture.</summary>
    /// <exception cref="DataRowException">The path leads out of the folder, or the file cannot be read.</exception>
    public byte[] Read(long row, string path, int most)
    {
        string file = Find(row, path);
        try
        {
            if (most == Array.MaxLength) return File.ReadAllBytes(file);
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
            byte[] head = new byte[(int)Math.Min(most, stream.Length)];
            stream.ReadExactly(head);
            return head;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataRowException(
                row, $"Row {row} of the data names the picture {path}, which is not below {root ?? folder}.",
                "Unpack the pictures there, or set DataSetOptions.PictureFolder to the folder that the paths start from.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataRowException(row, $"Row {row} of the data: the picture {path} cannot be read: {error.Message}", "Check the path and its permissions.", error);
        }
    }

    private string Find(long row, string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            throw new DataRowException(row, $"Row {row} of the data names a picture on the network: {path}", "Download the pictures and name their files.");
        if (root is not null) return Inside(row, root, path);
        // Paths start beside the file, or in one folder there that was unpacked from an archive of pictures.
        string beside = Inside(row, folder, path);
        if (File.Exists(beside))
        {
            root = folder;
            return beside;
        }

        string[] holding = [.. Directory.GetDirectories(folder).Where(below => File.Exists(Inside(row, below, path)))];
        if (holding.Length != 1) return beside;
        root = holding[0];
        return Inside(row, root, path);
    }

    private string Inside(long row, string start, string path)
    {
        if (path.Contains('\0'))
            throw new DataRowException(row, $"Row {row} of the data names a picture by a path with a zero character.", "Correct the row, or leave it out.");
        string full = Path.GetFullPath(Path.Combine(start, path)), top = Path.GetFullPath(start).TrimEnd(Path.DirectorySeparatorChar);
        bool inside = !Path.IsPathRooted(path) && full.StartsWith(top + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        return inside || allowOutside
            ? full
            : throw new DataRowException(row, $"Row {row} of the data names the picture {path}, which leads out of the data set's folder.", Outside);
    }
}
