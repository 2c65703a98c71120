using Cppo.Models.Lora;
using Cppo.Models;

namespace Cppo.Tests.Models;

/// <summary>The configurations that Qwen2.5-VL-3B-Instruct and 7B-Instruct are published with, value by value.</summary>
public sealed class PublishedConfigurationTests
{
    [Theory]
    [InlineData(2048, 11008, 36, 16, 2, 151936, true, 2048, 3_754_622_976)]
    [InlineData(3584, 18944, 28, 28, 4, 152064, false, 3584, 8_292_166_656)]
    public void The_published_sizes_are_read(
        int hidden, int intermediate, int layers, int heads, int keyValueHeads, int vocabulary, bool tied, int visionOutput, long parameters)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.At("config.json"), $$"""
            {
              "architectures": ["Qwen2_5_VLForConditionalGeneration"], "model_type": "qwen2_5_vl", "torch_dtype": "bfloat16",
              "attention_dropout": 0.0, "hidden_act": "silu", "initializer_range": 0.02, "max_position_embeddings": 128000,
              "bos_token_id": 151643, "eos_token_id": 151645, "vision_start_token_id": 151652, "vision_end_token_id": 151653,
              "vision_token_id": 151654, "image_token_id": 151655, "video_token_id": 151656,
              "hidden_size": {{hidden}}, "intermediate_size": {{intermediate}}, "num_hidden_layers": {{layers}},
              "num_attention_heads": {{heads}}, "num_key_value_heads": {{keyValueHeads}}, "vocab_size": {{vocabulary}},
              "tie_word_embeddings": {{(tied ? "true" : "false")}}, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
              "max_window_layers": 28, "sliding_window": 32768, "use_sliding_window": false, "use_cache": true,
              "rope_scaling": { "type": "mrope", "mrope_section": [16, 24, 24] },
              "vision_config": {
                "depth": 32, "hidden_act": "silu", "hidden_size": 1280, "intermediate_size": 3420, "num_heads": 16, "in_chans": 3,
                "out_hidden_size": {{visionOutput}}, "patch_size": 14, "spatial_merge_size": 2, "spatial_patch_size": 14,
                "window_size": 112, "fullatt_block_indexes": [7, 15, 23, 31], "tokens_per_second": 2, "temporal_patch_size": 2
              }
            }
            """);
        QwenConfiguration configuration = QwenConfiguration.Load(folder.Path);
        TextConfiguration text = configuration.Text;
        Assert.Equal((hidden, intermediate, layers, heads), (text.HiddenSize, text.IntermediateSize, text.Layers, text.Heads));
        Assert.Equal((keyValueHeads, 128, vocabulary, tied), (text.KeyValueHeads, text.HeadSize, text.VocabularySize, text.TiedEmbeddings));
        Assert.Equal([16, 24, 24], text.RotarySections);
        VisionConfiguration vision = configuration.Vision;
        Assert.Equal((32, 1280, 3420, 16, visionOutput), (vision.Blocks, vision.HiddenSize, vision.IntermediateSize, vision.Heads, vision.OutputSize));
        Assert.Equal([7, 15, 23, 31], vision.FullAttentionBlocks.Order());
        Assert.Equal(151655, configuration.Tokens.Image);

        ModelSummary planned = ModelSummary.Planned(configuration);
        Assert.Equal((parameters, parameters, 2), (planned.Parameters, planned.Trained, planned.BytesPerWeight));
        ModelSummary adapted = ModelSummary.Planned(configuration, lora: new LoraOptions { Rank = 16 });
        Assert.Equal(7 * layers, adapted.Adapter!.Modules);
        Assert.Equal(adapted.Adapter.Parameters, adapted.Trained);
        Assert.True(adapted.TrainingMemory.Sum(part => part.Bytes) < planned.TrainingMemory.Sum(part => part.Bytes) / 4);
    }

    [Fact]
    public void A_plan_says_what_the_loaded_model_says()
    {
        LoraOptions options = new() { Rank = 4, Targets = ["q_proj", "visual.merger"] };
        using Policy policy = Policy.Load(ShippedModels.Starter);
        ModelSummary planned = ModelSummary.Planned(policy.Model.Configuration, TorchSharp.torch.ScalarType.Float32), loaded = ModelSummary.Of(policy);
        Assert.Equal(loaded.Parts, planned.Parts);
        Assert.Equal(loaded.TrainingMemory, planned.TrainingMemory);
        policy.Model.AddAdapter(options);
        Assert.Equal(ModelSummary.Of(policy).Adapter, ModelSummary.Planned(policy.Model.Configuration, TorchSharp.torch.ScalarType.Float32, options).Adapter);
    }
}
