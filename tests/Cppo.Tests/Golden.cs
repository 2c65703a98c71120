using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Runtime;

namespace Cppo.Tests;

/// <summary>The golden data: the folder that CPPO_GOLDEN names, else shared/golden beside the project.</summary>
public static class Golden
{
    public static string Root { get; } = Find();

    /// <summary>A folder or file of the golden data.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A JSON file of the golden data.</summary>
    public static JsonNode Json(params string[] parts) => JsonNode.Parse(File.ReadAllText(At(parts)))!;

    /// <summary>All tensors of a safetensors file. Independent of the library's own reader, on purpose.</summary>
    public static IReadOnlyDictionary<string, Tensor> Tensors(params string[] parts)
    {
        Libtorch.Require();
        byte[] bytes = File.ReadAllBytes(At(parts));
        int headerLength = (int)BitConverter.ToUInt64(bytes, 0);
        using JsonDocument header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        Dictionary<string, Tensor> tensors = [];
        foreach (JsonProperty entry in header.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__"))
        {
            long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            long[] range = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            ScalarType type = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F64" => ScalarType.Float64,
                "F32" => ScalarType.Float32,
                "F16" => ScalarType.Float16,
                "BF16" => ScalarType.BFloat16,
                "I64" => ScalarType.Int64,
                "I32" => ScalarType.Int32,
                "U8" => ScalarType.Byte,
                "BOOL" => ScalarType.Bool,
                string other => throw new InvalidDataException($"{entry.Name}: dtype {other}"),
                null => throw new InvalidDataException($"{entry.Name}: no dtype"),
            };
            Tensor tensor = empty(shape, type);
            bytes.AsSpan(8 + headerLength + (int)range[0], (int)(range[1] - range[0])).CopyTo(tensor.bytes);
            tensors[entry.Name] = tensor;
        }

        return tensors;
    }

    /// <summary>Asserts |actual - expected| &lt;= absolute + relative * |expected| everywhere (equal infinities and NaNs count as equal).</summary>
    public static void Near(Tensor expected, Tensor actual, double absolute, double relative, string what)
    {
        Assert.True(
            expected.shape.SequenceEqual(actual.shape),
            $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", expected.shape)}]");
        using Tensor wanted = expected.to_type(ScalarType.Float64), got = actual.detach().to_type(ScalarType.Float64);
        if (wanted.numel() == 0) return;
        using Tensor excess = (got - wanted).abs() - (absolute + (relative * wanted.abs()));
        using Tensor same = got.eq(wanted) | (got.isnan() & wanted.isnan());
        using Tensor masked = excess.masked_fill(same, -1.0);
        long worst = masked.argmax().item<long>();
        double over = masked.view(-1)[worst].item<double>();
        Assert.True(
            over <= 0, // false for NaN too
            $"{what}: at flat index {worst}: {got.reshape(-1)[worst].item<double>():G17}, expected {wanted.reshape(-1)[worst].item<double>():G17} (over the tolerance by {over:G3})");
    }

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("CPPO_GOLDEN") is { Length: > 0 } named) return Path.GetFullPath(named);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "golden");
            if (Directory.Exists(candidate)) return candidate;
        }

        throw new DirectoryNotFoundException("shared/golden lies in no folder above the tests; set CPPO_GOLDEN to it.");
    }
}
