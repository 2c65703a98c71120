using System.Globalization;
using Cppo.Data;
using Cppo.Data.Sources;
using Cppo.Runtime;

namespace Cppo.Exchange;

/// <summary>One file of a dump: opened when it is read, because a run of AReaL leaves thousands.</summary>
internal sealed class DumpFile
{
    private const string Pattern = "*.jsonl", EvaluationFolder = "eval-rollout";
    private const int MostBroken = 1000;

    private readonly string path;
    private readonly DumpFormat format;
    private readonly HashSet<int> steps = [];

    private DumpFile(string path, DumpFormat format) => (this.path, this.format) = (path, format);

    /// <summary>The steps that its rows are of.</summary>
    public IReadOnlySet<int> Steps => steps;

    /// <summary>The files that a path stands for, in the order of the numbers in their names.</summary>
    /// <exception cref="CppoException">There is none.</exception>
    public static string[] Find(string path)
    {
        if (File.Exists(path)) return [path];
        if (!Directory.Exists(path)) throw new CppoException($"There is no dump at {path}.", "Name a .jsonl file, or the folder of a run's dumps.");
        EnumerationOptions all = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };
        string[] files =
        [
            .. Directory.EnumerateFiles(path, Pattern, all)
                .Where(file => !Path.GetRelativePath(path, file).Split(Path.DirectorySeparatorChar).Contains(EvaluationFolder))
                .OrderBy(file => NumberIn(Path.GetFileName(Path.GetDirectoryName(file)!)) ?? 0).ThenBy(file => NumberIn(Path.GetFileNameWithoutExtension(file)) ?? 0)
                .ThenBy(file => file, StringComparer.Ordinal),
        ];
        return files.Length > 0 ? files : throw new CppoException($"{path} holds no {Pattern}.", "Name the folder that the run's dumps are in.");
    }

    /// <summary>Whose rows the file holds, by the first ones that can be read; null where none says it.</summary>
    public static DumpFormat? FormatOf(string path)
    {
        using JsonRows rows = Rows(path);
        IReadOnlyList<string> columns = rows.Count == 0 ? [] : rows.Columns;
        if (columns.Contains("input") && columns.Contains("output")) return DumpFormat.Verl;
        return columns.Contains("prompt") && columns.Contains("completion") ? DumpFormat.Areal : null;
    }

    /// <summary>Looks at every row.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Whose it is.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="broken">Receives the rows that cannot be used.</param>
    public static DumpFile Open(string path, DumpFormat format, string name, List<BrokenRow> broken)
    {
        DumpFile file = new(path, format);
        foreach (DumpRecord record in file.Read(error =>
        {
            if (broken.Count < MostBroken) broken.Add(new(error.Row, $"{name}: {error.Message}", error.Advice));
        }))
        {
            file.steps.Add(record.Step);
        }

        return file;
    }

    /// <summary>The rows that can be used, in order.</summary>
    /// <param name="note">Receives the others.</param>
    public IEnumerable<DumpRecord> Read(Action<DataRowException>? note = null)
    {
        using JsonRows rows = Rows(path);
        int? step = NumberIn(format == DumpFormat.Verl ? Path.GetFileNameWithoutExtension(path) : Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path))!));
        for (long number = 0; number < rows.Count; number++)
        {
            if (One(rows, number, step, note) is { } record) yield return record;
        }
    }

    private DumpRecord? One(JsonRows rows, long number, int? step, Action<DataRowException>? note)
    {
        try
        {
            (DumpRecord? record, string? problem) = DumpRecord.Of(format, rows.Values(number), step);
            return record ?? throw new DataRowException(number, $"Row {number} of the dump {problem}.", "It is left out; a file that is still being written ends with half a row.");
        }
        catch (DataRowException error)
        {
            note?.Invoke(error);
            return null;
        }
    }

    private static JsonRows Rows(string path) => JsonRows.Lines(path);

    private static int? NumberIn(string? name) => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
