using Cppo.Runtime;

namespace Cppo.Data.Sources;

/// <summary>Finds the files of a data set and opens them by what they hold.</summary>
internal static class SourceFiles
{
    private const string EasyVqaFile = "questions.json";
    private static readonly string[] MetadataFiles = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];
    private static readonly string[] Extensions = [".parquet", ".jsonl", ".ndjson", ".json", ".tsv", ".csv"];

    /// <summary>Opens a file, a pattern of files ("train-*.parquet"), or a folder.</summary>
    /// <returns>The rows, the folder that their pictures lie in, and whether they are easy-VQA's.</returns>
    /// <exception cref="CppoException">There is nothing, nothing of a known kind, or more than one data set.</exception>
    public static (RowSource Rows, string Folder, bool EasyVqa) Open(string path)
    {
        if (path.Length == 0) throw new CppoException("The data set's path is empty.", "Name a file or a folder.");
        if (Path.GetFileName(path).Contains('*')) return (Joined(Matching(path)), FolderOf(path), false);
        if (File.Exists(path)) return (OpenFile(path), FolderOf(path), Path.GetFileName(path) == EasyVqaFile);
        if (!Directory.Exists(path)) throw new CppoException($"There is no data set at {path}.", "Check the path; it is a file or a folder.");
        string easyVqa = Path.Combine(path, EasyVqaFile);
        if (File.Exists(easyVqa)) return (OpenFile(easyVqa), path, true);
        if (MetadataFiles.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists) is { } metadata) return (OpenFile(metadata), path, false);
        string[] files = DataFiles(path);
        string data = Path.Combine(path, "data"); // where Hugging Face's repositories keep Parquet
        if (files.Length == 0 && Directory.Exists(data)) files = DataFiles(data);
        if (files.Length > 0 && files.Select(Stem).Distinct().Count() == 1) return (Joined(files), path, false);
        throw files.Length > 0
            ? new CppoException($"{path} holds several data sets: {Names(files)}.", "Name one of them, or a pattern such as train-*.parquet.")
            : new CppoException(
                $"{path} holds no data set: no {EasyVqaFile}, no {string.Join(", no ", MetadataFiles)}, no Parquet, JSON or table.",
                Directory.GetDirectories(path).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } folders
                    ? $"Perhaps one of its folders is meant: {Names(folders)}."
                    : "Name the file or the folder that holds the rows.");
    }

    private static RowSource OpenFile(string path)
    {
        byte[] head = new byte[64];
        int length;
        try
        {
            using FileStream file = File.OpenRead(path);
            length = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"{path} cannot be opened: {error.Message}", "Check the path and its permissions.", error);
        }

        if (length == 0) throw new CppoException($"{path} is empty (0 bytes).", "Write or download it again.");
        bool parquet = head.AsSpan().StartsWith("PAR1"u8);
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".parquet" when !parquet:
                throw new CppoException(
                    $"{path} is not a Parquet file: it does not start with PAR1.",
                    head.AsSpan().StartsWith("version https://git-lfs"u8) ? "It is a Git LFS pointer: run git lfs pull." : "Download or write it again.");
            case var _ when parquet: return new ParquetRows(path);
            case ".tsv": return new DelimitedRows(path, '\t');
            case ".csv": return new DelimitedRows(path, ',');
            case ".json" when FirstCharacter(head.AsSpan(0, length)) == '[': return JsonRows.Array(path);
            case ".json" or ".jsonl" or ".ndjson": return JsonRows.Lines(path);
            default:
                throw new CppoException(
                    $"{path} is of no known kind.",
                    $"Give a Parquet, JSON or JSON lines file, or a table separated by tabs or commas ({string.Join(", ", Extensions)}).");
        }
    }

    // Behind a byte order mark and blanks.
    private static char FirstCharacter(Span<byte> head)
    {
        foreach (byte value in head)
        {
            if (value is not (0xEF or 0xBB or 0xBF or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')) return (char)value;
        }

        return '\0';
    }

    private static RowSource Joined(IReadOnlyList<string> files) =>
        files.Count == 1 ? OpenFile(files[0]) : new JoinedRows([.. files.Select(file => (file, OpenFile(file)))]);

    private static string[] Matching(string pattern)
    {
        string folder = FolderOf(pattern);
        string[] files = Directory.Exists(folder) ? [.. Directory.GetFiles(folder, Path.GetFileName(pattern)).Order(StringComparer.Ordinal)] : [];
        return files.Length > 0 ? files : throw new CppoException($"No file is called {pattern}.", "Check the folder and the pattern.");
    }

    private static string[] DataFiles(string folder) =>
        [.. Directory.GetFiles(folder).Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant())).Order(StringComparer.Ordinal)];

    // "train-00000-of-00002.parquet" and its siblings belong together.
    private static string Stem(string file) =>
        System.Text.RegularExpressions.Regex.Replace(Path.GetFileName(file), @"-\d+-of-\d+(?=\.)", "");

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? Path.GetFullPath(path);

    private static string Names(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Take(12).Select(Path.GetFileName)) + (paths.Count > 12 ? ", ..." : "");
}
