using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;
using Cppo.Models.Prompts;

namespace Cppo.Tests.Models;

/// <summary>The golden checkpoints and their cases, as they lie on disk.</summary>
internal static class GoldenModel
{
    private static readonly ConcurrentDictionary<(string, ScalarType), QwenModel> Models = [];

    public static IEnumerable<string> Names =>
        Directory.EnumerateDirectories(Golden.At("model")).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal);

    public static IEnumerable<(string Model, string Case)> Cases =>
        from model in Names
        from file in Directory.EnumerateFiles(Golden.At("model", model), "*.safetensors").Order(StringComparer.Ordinal)
        select (model, Path.GetFileNameWithoutExtension(file));

    public static string Checkpoint(string model) => Golden.At("model", model, "checkpoint");

    /// <summary>Loaded once; tests of one process share it and leave the weights alone.</summary>
    public static QwenModel Load(string model, ScalarType type) =>
        Models.GetOrAdd((model, type), key => QwenModel.Load(Checkpoint(key.Item1), type: key.Item2));

    public static JsonNode Description(string model, string name) => Golden.Json("model", model, "cases.json")["cases"]![name]!;

    public static IReadOnlyDictionary<string, Tensor> Values(string model, string name) => Golden.Tensors("model", model, name + ".safetensors");

    /// <summary>The rows of a case, unpadded, with the pictures that their placeholders use up, and where each begins.</summary>
    public static (EncodedPrompt[] Rows, int[] Offsets, int Length) Rows(QwenModel model, IReadOnlyDictionary<string, Tensor> values)
    {
        long[] shape = values["input_ids"].shape;
        long[] ids = values["input_ids"].data<long>().ToArray(), mask = values["attention_mask"].data<long>().ToArray();
        Queue<PixelPatches> pictures = new(Pictures(values));
        int length = (int)shape[1];
        List<EncodedPrompt> rows = [];
        List<int> offsets = [];
        for (int row = 0; row < shape[0]; row++)
        {
            int[] places = [.. Enumerable.Range(row * length, length).Where(i => mask[i] == 1)];
            int[] tokens = [.. places.Select(i => (int)ids[i])];
            offsets.Add(places[0] - (row * length));
            rows.Add(Encode(model, tokens, pictures));
        }

        return ([.. rows], [.. offsets], length);
    }

    /// <summary>The prompts of a case (without responses), as sampling gets them.</summary>
    public static EncodedPrompt[] Prompts(QwenModel model, IReadOnlyDictionary<string, Tensor> values, JsonNode description)
    {
        (EncodedPrompt[] rows, _, _) = Rows(model, values);
        return [.. rows.Select((row, i) =>
        {
            int length = description["rows"]![i]!["prompt_length"]!.GetValue<int>();
            return new EncodedPrompt([.. row.Ids.Take(length)], row.Pictures, "", model.Configuration);
        })];
    }

    private static EncodedPrompt Encode(QwenModel model, int[] tokens, Queue<PixelPatches> pictures)
    {
        int left = tokens.Count(id => id == model.Configuration.Tokens.Image);
        List<PixelPatches> own = [];
        while (left > 0)
        {
            own.Add(pictures.Dequeue());
            left -= own[^1].Grid.MergedTokens(model.Configuration.Vision.MergeSize);
        }

        return new(tokens, own, "", model.Configuration);
    }

    private static IEnumerable<PixelPatches> Pictures(IReadOnlyDictionary<string, Tensor> values)
    {
        if (!values.TryGetValue("pixel_values", out Tensor? pixels)) yield break;
        float[] all = pixels.data<float>().ToArray();
        long[] grids = values["image_grid_thw"].data<long>().ToArray();
        int rowLength = (int)pixels.shape[1], start = 0;
        for (int i = 0; i < grids.Length; i += 3)
        {
            PatchGrid grid = new((int)grids[i], (int)grids[i + 1], (int)grids[i + 2]);
            yield return new(all[start..(start + (grid.Patches * rowLength))], grid, rowLength);
            start += grid.Patches * rowLength;
        }
    }
}
