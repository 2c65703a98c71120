using System.Text.Json;
using System.Text.Json.Nodes;
using Cppo.Models;

namespace Cppo.Benchmarks;

/// <summary>A model folder of any size in a temporary place, with small random weights; gone when disposed of.</summary>
internal sealed class GeneratedModel : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cppo-bench-");

    /// <param name="change">Changes the starter's configuration.</param>
    public GeneratedModel(Action<JsonObject> change)
    {
        foreach (string file in Directory.EnumerateFiles(ShippedModels.Starter).Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
            File.Copy(file, System.IO.Path.Combine(Path, System.IO.Path.GetFileName(file)));
        string configuration = System.IO.Path.Combine(Path, "config.json");
        JsonObject root = JsonNode.Parse(File.ReadAllText(configuration))!.AsObject();
        change(root);
        File.SetAttributes(configuration, FileAttributes.Normal);
        File.WriteAllText(configuration, root.ToJsonString());
        (string Name, long[] Shape)[] tensors = [.. ParameterLayout.Of(QwenConfiguration.Load(Path))];
        Bytes = tensors.Sum(tensor => 4 * Elements(tensor.Shape));
        Write(tensors);
    }

    public string Path => folder.FullName;

    /// <summary>Size of the weights, float32.</summary>
    public long Bytes { get; }

    // Written piece by piece: the generator must not need the memory that the bench measures.
    private void Write((string Name, long[] Shape)[] tensors)
    {
        JsonObject header = [];
        long offset = 0;
        foreach ((string name, long[] shape) in tensors)
        {
            long end = offset + (4 * Elements(shape));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header);
        using FileStream stream = File.Create(System.IO.Path.Combine(Path, "model.safetensors"));
        stream.Write(BitConverter.GetBytes((ulong)json.Length));
        stream.Write(json);
        Cppo.Runtime.CounterRandom random = new(1, "generated model");
        float[] values = [.. Enumerable.Range(0, 1 << 16).Select(_ => (float)(0.02 * random.Normal()))];
        byte[] block = new byte[4 * values.Length];
        Buffer.BlockCopy(values, 0, block, 0, block.Length);
        for (long left = offset; left > 0; left -= block.Length) stream.Write(block, 0, (int)Math.Min(left, block.Length));
    }

    private static long Elements(long[] shape) => shape.Aggregate(1L, (product, size) => product * size);

    public void Dispose() => folder.Delete(recursive: true);
}
