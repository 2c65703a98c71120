using System.Text.Json;
using static TorchSharp.torch;

namespace Cppo.Models.Safetensors;

/// <summary>
/// Parses and validates the header of a safetensors file: eight bytes of length (little endian), then JSON that maps each name to
/// dtype, shape and data_offsets, then the data. Nothing in it is believed: every number is checked against the file's size
/// before it is used. Source: the format description of huggingface/safetensors.
/// </summary>
internal static class SafetensorsHeader
{
    private const long LongestHeader = 100_000_000; // the reference implementation's own limit
    private const int MostDimensions = 16;

    /// <summary>Reads the header of an open file of the given length.</summary>
    public static IReadOnlyList<TensorEntry> Read(Stream file, long fileLength, string path)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (fileLength < 8) throw Broken(path, [$"it has {fileLength} bytes, fewer than the eight of a header"]);
        file.ReadExactly(prefix);
        ulong length = BitConverter.ToUInt64(prefix);
        if (length > LongestHeader || (long)length > fileLength - 8)
            throw Broken(path, [$"its header claims {length} bytes; the file has {fileLength}"]);
        byte[] json = new byte[(int)length];
        file.ReadExactly(json);
        List<string> problems = [];
        List<TensorEntry> entries = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw Broken(path, ["its header is not a JSON object"]);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__")) continue;
                if (Entry(property, 8 + (long)length, fileLength, problems) is TensorEntry entry) entries.Add(entry);
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Broken(path, [$"its header is no valid JSON ({error.Message.TrimEnd('.')})"]);
        }

        CheckOverlaps(entries, 8 + (long)length, fileLength, problems);
        if (problems.Count > 0) throw Broken(path, problems);
        return entries;
    }

    private static TensorEntry? Entry(JsonProperty property, long dataStart, long fileLength, List<string> problems)
    {
        string name = property.Name;
        if (property.Value.ValueKind != JsonValueKind.Object) return Fail("is no JSON object");
        if (!property.Value.TryGetProperty("dtype", out JsonElement typeName) || typeName.ValueKind != JsonValueKind.String) return Fail("has no dtype");
        if (ElementTypes.Of(typeName.GetString()!) is not ScalarType type) return Fail($"has the dtype {typeName.GetString()}; F64, F32, F16, BF16 and I64 are read");
        if (Numbers(property.Value, "shape", MostDimensions) is not long[] shape) return Fail("has no shape of whole numbers from 0");
        if (Numbers(property.Value, "data_offsets", 2) is not { Length: 2 } range) return Fail("has no data_offsets of two whole numbers from 0");
        if (range[1] < range[0]) return Fail($"ends ({range[1]}) before it begins ({range[0]})");
        if (range[1] > fileLength - dataStart) return Fail($"ends at byte {range[1]} of the data; the file holds {fileLength - dataStart}");
        Int128 bytes = ElementTypes.SizeOf(type);
        foreach (long size in shape)
        {
            bytes *= size;
            if (bytes > long.MaxValue) return Fail($"has the impossible shape [{string.Join(", ", shape)}]");
        }

        if (bytes != range[1] - range[0]) return Fail($"has {range[1] - range[0]} bytes where its shape [{string.Join(", ", shape)}] needs {bytes}");
        return new(name, type, shape, dataStart + range[0], range[1] - range[0]);

        TensorEntry? Fail(string problem)
        {
            problems.Add($"{name} {problem}");
            return null;
        }
    }

    // Rejects negative numbers, fractions and anything from 2^63 on: TryGetInt64 takes none of the latter two.
    private static long[]? Numbers(JsonElement entry, string key, int most)
    {
        if (!entry.TryGetProperty(key, out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > most) return null;
        List<long> numbers = [];
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0) return null;
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void CheckOverlaps(List<TensorEntry> entries, long dataStart, long fileLength, List<string> problems)
    {
        if (problems.Count > 0) return;
        long end = dataStart;
        string previous = "the header";
        foreach (TensorEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.Length))
        {
            if (entry.Offset < end) problems.Add($"{entry.Name} overlaps {previous}");
            else if (entry.Offset > end) problems.Add($"{entry.Offset - end} bytes before {entry.Name} belong to no tensor");
            (end, previous) = (Math.Max(end, entry.Offset + entry.Length), entry.Name);
        }

        if (end != fileLength && problems.Count == 0) problems.Add($"{fileLength - end} bytes at its end belong to no tensor");
    }

    private static ModelException Broken(string path, IReadOnlyList<string> problems) =>
        new(path, problems.Count <= 12 ? problems : [.. problems.Take(12), $"and {problems.Count - 12} more"], "The file is damaged or was not downloaded completely: fetch it again.");
}
