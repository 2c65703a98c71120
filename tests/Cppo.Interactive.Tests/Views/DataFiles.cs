using System.Text.Json;
using Cppo.Data;
using Cppo.Images;
using Cppo.Rollouts;
using Cppo.Worlds;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Data sets in files beside the tests, each of its own name, for views that read them when they are drawn.</summary>
internal static class DataFiles
{
    private static int written;

    /// <summary>A text in every place of a row, in columns and categories; usable and broken rows.</summary>
    public static DataSet Hostile(string text)
    {
        string picture = "data:image/png;base64," + Convert.ToBase64String(new Picture(8, 8, new byte[192]).ToPng());
        Dictionary<string, object?> Row(object? question, object? answer, params object?[] pictures) => new()
        {
            ["question"] = question, ["answer"] = answer, ["images"] = pictures, ["category"] = text, ["PassRate_" + text] = 0.5,
        };
        return Write(
        [
            Row(text + "?", text + "!", picture), Row(text, text, text), Row("<image>" + text, text), Row(text, null, picture), Row("Which?", text, picture),
        ]);
    }

    /// <summary>Samples of the world, some with two pictures, every tenth row broken, each by its own reason.</summary>
    public static DataSet Many(int count)
    {
        Sample[] samples = [.. new ProceduralWorld(5).Samples(0, 16)];
        string[] pictures = [.. samples.Select(sample => "data:image/png;base64," + Convert.ToBase64String(sample.Pictures[0].ToPng()))];
        return Write(Enumerable.Range(0, count).Select(i => new Dictionary<string, object?>
        {
            ["question"] = samples[i % 16].Question,
            ["answer"] = samples[i % 16].Answer,
            ["images"] = i % 10 == 9 ? [$"missing{i}.png"] : i % 7 == 0 ? [pictures[i % 16], pictures[(i + 1) % 16], pictures[0]] : new[] { pictures[i % 16] },
            ["category"] = count > 100 ? $"category {i}" : samples[i % 16].Kind,
            ["PassRate_7BBase"] = (i % 8) / 8.0,
        }));
    }

    /// <summary>The path of a small data set with categories and pass rates.</summary>
    public static string PathOfMany(int count)
    {
        using DataSet data = Many(count);
        return data.Path;
    }

    private static DataSet Write(IEnumerable<Dictionary<string, object?>> rows)
    {
        string folder = Path.Combine(AppContext.BaseDirectory, "data");
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"rows{Interlocked.Increment(ref written)}.jsonl");
        File.WriteAllLines(path, rows.Select(row => JsonSerializer.Serialize(row)));
        return DataSet.Open(path, new() { BoxedAnswers = false });
    }
}
