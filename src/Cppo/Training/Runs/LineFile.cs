using System.Text;
using System.Text.Json;
using Cppo.Runtime;

namespace Cppo.Training.Runs;

/// <summary>A file of JSON values, one a line, that only grows. A process that is killed while it writes leaves half a line at the end at most.</summary>
/// <param name="path">The file; it need not exist.</param>
/// <param name="json">How values are written.</param>
internal sealed class LineFile<T>(string path, JsonSerializerOptions json)
{
    /// <summary>Appends a value; on disk when it returns.</summary>
    public void Append(T value)
    {
        using FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, json) + "\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Reads the complete lines; none where there is no file.</summary>
    /// <param name="most">So many lines at most; what follows is not looked at.</param>
    /// <exception cref="CppoException">A complete line is damaged.</exception>
    public IReadOnlyList<T> Read(int most = int.MaxValue)
    {
        if (!File.Exists(path)) return [];
        List<T> values = [];
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(stream);
        string[] lines = reader.ReadToEnd().Split('\n');
        foreach (string line in lines[..^1].Take(most))
        {
            try
            {
                values.Add(JsonSerializer.Deserialize<T>(line, json) ?? throw new JsonException("it holds nothing"));
            }
            catch (JsonException error)
            {
                throw new CppoException(
                    $"Line {values.Count + 1} of {path} is damaged: {RunFile.Short(error)}",
                    "Restore the file from a backup, or start a new run in another folder; checkpoints and rollouts stay readable.",
                    error);
            }
        }

        return values;
    }

    /// <summary>Writes the file anew; no file where there are no values.</summary>
    public void Replace(IReadOnlyList<T> values)
    {
        if (values.Count == 0) File.Delete(path);
        else AtomicFile.WriteText(path, string.Concat(values.Select(value => JsonSerializer.Serialize(value, json) + "\n")));
    }
}
