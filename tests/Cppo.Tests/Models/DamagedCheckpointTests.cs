using System.Text;
using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;
using Cppo.Models.Safetensors;
using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Tests.Models;

public sealed class DamagedCheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = TemporaryFolder.CopyOf(ShippedModels.Starter);

    public void Dispose() => folder.Dispose();

    private string Weights => folder.At(Checkpoint.SingleFile);

    private ModelException Refusal() => Assert.Throws<ModelException>(() => QwenModel.Load(folder.Path));

    private void EditConfiguration(Action<JsonObject> edit)
    {
        JsonObject content = JsonNode.Parse(File.ReadAllText(folder.At("config.json")))!.AsObject();
        edit(content);
        File.WriteAllText(folder.At("config.json"), content.ToJsonString());
    }

    private void WriteWeights(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(Weights, [.. BitConverter.GetBytes((ulong)json.Length), .. json, .. new byte[dataBytes]]);
    }

    [Fact]
    public void Missing_files_are_named()
    {
        File.Delete(Weights);
        Assert.Contains(Checkpoint.SingleFile, Refusal().Message);
        File.Delete(folder.At("config.json"));
        Assert.Contains("config.json", Assert.Throws<CppoException>(() => QwenModel.Load(folder.Path)).Message);
        Assert.Contains("nowhere", Assert.Throws<ModelException>(() => Policy.Load("/nowhere")).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void A_truncated_file_is_one_clear_error(int length)
    {
        byte[] bytes = File.ReadAllBytes(Weights);
        File.WriteAllBytes(Weights, bytes[..(length < 0 ? bytes.Length - 1 : length)]);
        ModelException error = Refusal();
        Assert.Contains(Checkpoint.SingleFile, error.Message);
        Assert.Contains("fetch it again", error.Advice);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,16]}}""", "ends at byte 16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "needs 12")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "belong to no tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "no shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,9223372036854775808]}}""", "data_offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,8]}}""", "impossible shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", "before it begins")]
    [InlineData("""{"a":{"dtype":"Q7","shape":[2],"data_offsets":[0,8]}}""", "Q7")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "no dtype")]
    [InlineData("""{"a":7}""", "no JSON object")]
    [InlineData("""[1]""", "not a JSON object")]
    [InlineData("""{"a":""", "no valid JSON")]
    public void A_header_that_lies_is_one_clear_error(string header, string said)
    {
        WriteWeights(header, 8);
        Assert.Contains(said, Refusal().Message);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData((1UL << 63) - 1)]
    [InlineData(99_999_999UL)]
    public void A_header_length_beyond_the_file_is_one_clear_error(ulong length)
    {
        File.WriteAllBytes(Weights, [.. BitConverter.GetBytes(length), .. new byte[100]]);
        Assert.Contains("claims", Refusal().Message);
    }

    [Fact]
    public void Any_flipped_bytes_of_a_header_are_harmless_or_one_clear_error()
    {
        byte[] whole = File.ReadAllBytes(Weights);
        int headerLength = 8 + (int)BitConverter.ToUInt64(whole);
        CounterRandom random = new(1, "flipped bytes");
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = [.. whole];
            for (int flips = random.Integer(1, 3); flips > 0; flips--) bytes[random.Integer(0, headerLength - 1)] = (byte)random.Integer(0, 255);
            File.WriteAllBytes(Weights, bytes);
            try
            {
                using SafetensorsFile file = new(Weights);
                Assert.NotEmpty(file.Entries);
            }
            catch (ModelException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 100, 300);
    }

    [Fact]
    public void Missing_extra_and_wrongly_shaped_tensors_are_listed_together()
    {
        EditConfiguration(config =>
        {
            config["num_hidden_layers"] = 4;
            config["intermediate_size"] = 255;
            config["vision_config"]!["depth"] = 2;
            config["vision_config"]!["fullatt_block_indexes"] = new JsonArray(1);
        });
        ModelException error = Refusal();
        Assert.Contains("model.layers.3.mlp.up_proj.weight is missing", error.Problems);
        Assert.Contains("model.layers.0.mlp.up_proj.weight is [256, 96], not [255, 96]", error.Problems);
        Assert.Contains("visual.blocks.2.norm1.weight does not belong to this architecture", error.Problems);
        Assert.All(error.Problems, problem => Assert.Contains(problem, error.Message));
    }

    [Fact]
    public void A_shard_that_is_missing_is_named()
    {
        using (Policy policy = Policy.Load(ShippedModels.Starter)) policy.Save(folder.Path, 1_000_000);
        string shard = Directory.EnumerateFiles(folder.Path, "model-*.safetensors").Order(StringComparer.Ordinal).First();
        File.Delete(shard);
        Assert.Contains(Path.GetFileName(shard), Refusal().Message);
        File.WriteAllText(folder.At(Checkpoint.IndexFile), """{"weight_map":{"a":"../../elsewhere.safetensors"}}""");
        Assert.Contains("elsewhere", Refusal().Message);
        File.WriteAllText(folder.At(Checkpoint.IndexFile), "{}");
        Assert.Contains("weight_map", Refusal().Message);
    }

    [Fact]
    public void An_unknown_architecture_is_named()
    {
        EditConfiguration(config => config["model_type"] = "llama");
        Assert.Contains("'llama'", Refusal().Message);
        EditConfiguration(config => config.Remove("model_type"));
        Assert.Contains("no architecture", Refusal().Message);
    }

    [Fact]
    public void Missing_and_absurd_values_are_listed_together()
    {
        EditConfiguration(config =>
        {
            config.Remove("hidden_size");
            config["num_hidden_layers"] = -3;
            config["vocab_size"] = 1e30;
            config["rms_norm_eps"] = "small";
            config["hidden_act"] = "relu";
            config["rope_scaling"]!["type"] = "yarn";
            config["vision_config"]!["patch_size"] = 0;
            config["vision_config"]!.AsObject().Remove("depth");
            config["tie_word_embeddings"] = 1;
            config["eos_token_id"] = "end";
        });
        ModelException error = Refusal();
        foreach (string name in new[]
            { "hidden_size is missing", "num_hidden_layers is -3", "vocab_size", "rms_norm_eps", "hidden_act", "yarn", "vision_config.patch_size is 0", "vision_config.depth is missing", "tie_word_embeddings is 1", "eos_token_id" })
            Assert.Contains(error.Problems, problem => problem.Contains(name));
    }

    [Fact]
    public void Sizes_that_do_not_fit_together_are_listed()
    {
        EditConfiguration(config =>
        {
            config["num_key_value_heads"] = 3;
            config["rope_scaling"]!["mrope_section"] = new JsonArray(4, 4, 5);
            config["vision_config"]!["out_hidden_size"] = 95;
            config["vision_config"]!["window_size"] = 100;
            config["vision_config"]!["fullatt_block_indexes"] = new JsonArray(7);
            config["image_token_id"] = 5000;
        });
        ModelException error = Refusal();
        foreach (string name in new[] { "num_key_value_heads 3", "mrope_section [4, 4, 5]", "out_hidden_size 95", "window_size 100", "fullatt_block_indexes", "5000" })
            Assert.Contains(error.Problems, problem => problem.Contains(name));
    }

    [Fact]
    public void Placeholders_and_pictures_that_differ_in_number_are_both_named_with_the_prompt()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Picture picture = StarterPrompts.Noise(1);
        string question = "Is this <|image_pad|> like that?";
        string message = Assert.Throws<ModelException>(() => policy.EncodePrompt([picture], question)).Message;
        Assert.Contains("2 picture placeholders", message);
        Assert.Contains("1 pictures", message);
        Assert.Contains(question, message);
        Assert.Contains("1 picture placeholders, but 2", Assert.Throws<ModelException>(
            () => policy.EncodePrompt([new ChatTurn("user", "How many?", 1)], [picture, picture])).Message);
    }

    [Fact]
    public void Pictures_of_another_size_cannot_take_the_place_of_a_prompt_s()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        EncodedPrompt prompt = policy.EncodePrompt([StarterPrompts.Noise(1)], "How many?");
        EncodedPrompt other = policy.WithPictures(prompt, [StarterPrompts.Noise(2)]);
        Assert.Same(prompt.Ids, other.Ids);
        Assert.NotEqual(prompt.Pictures[0].Values, other.Pictures[0].Values);
        Assert.Contains("8 x 6", Assert.Throws<ModelException>(() => policy.WithPictures(prompt, [StarterPrompts.Noise(2, 84, 112)])).Message);
        Assert.Throws<ModelException>(() => policy.WithPictures(prompt, []));
    }

    [Fact]
    public void A_processor_of_another_model_is_refused()
    {
        File.WriteAllText(folder.At("preprocessor_config.json"), """{"patch_size": 16}""");
        Assert.Contains("patches of 2 x 16", Assert.Throws<ModelException>(() => Policy.Load(folder.Path)).Message);
    }
}
