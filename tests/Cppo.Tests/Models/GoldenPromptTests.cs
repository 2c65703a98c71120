using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;

namespace Cppo.Tests.Models;

[Trait("Category", "Golden")]
public sealed class GoldenPromptTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> data = [];
        foreach ((string model, string name) in GoldenModel.Cases) data.Add(model, name);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pictures_and_questions_give_the_reference_s_pixels_and_ids(string modelName, string name)
    {
        using Policy policy = Policy.Load(GoldenModel.Checkpoint(modelName));
        using var scope = NewDisposeScope();
        IReadOnlyDictionary<string, Tensor> values = GoldenModel.Values(modelName, name);
        JsonNode[] rows = [.. GoldenModel.Description(modelName, name)["rows"]!.AsArray().Select(row => row!)];
        EncodedPrompt[] expected = GoldenModel.Prompts(policy.Model, values, GoldenModel.Description(modelName, name));
        List<PixelPatches> pictures = [];
        for (int i = 0; i < rows.Length; i++)
        {
            Picture[] files = [.. rows[i]["images"]!.AsArray().Select(file => Picture.Read(Golden.At("model", modelName, "images", file!.GetValue<string>())))];
            EncodedPrompt prompt = policy.EncodePrompt(files, rows[i]["question"]!.GetValue<string>());
            Assert.Equal(expected[i].Ids, prompt.Ids);
            Assert.Equal(rows[i]["prompt"]!.GetValue<string>(), policy.Tokenizer.Decode(prompt.Ids));
            pictures.AddRange(prompt.Pictures);
        }

        if (pictures.Count == 0) return;
        long[] grids = [.. pictures.SelectMany(picture => new long[] { picture.Grid.Frames, picture.Grid.Height, picture.Grid.Width })];
        Assert.Equal(values["image_grid_thw"].data<long>().ToArray(), grids);
        Tensor pixels = tensor(pictures.SelectMany(picture => picture.Values).ToArray()).view(values["pixel_values"].shape);
        Golden.Near(values["pixel_values"], pixels, 1e-5, 1e-5, "pixel_values");
    }
}
