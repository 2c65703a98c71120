using FsCheck.Xunit;
using System.Text;
using Cppo.Images;
using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Models.Safetensors;
using Cppo.Runtime;
using Cppo.Tests.Damage;
using Cppo.Text;

namespace Cppo.Tests.Models;

/// <summary>Damage of every kind to the files of a model folder and of an adapter.</summary>
public sealed class DamagedModelFileTests : IDisposable
{
    private static readonly JsonFileCase[] JsonFiles =
    [
        new("config.json", folder => QwenConfiguration.Load(folder)),
        new("tokenizer.json", folder => Tokenizer.Load(folder).Encode("a 12 b<|im_end|>")),
        new("tokenizer_config.json", folder => ChatTemplate.Load(folder)),
        new("preprocessor_config.json", folder => ImageProcessor.Load(folder)),
        new("generation_config.json", folder => GenerationDefaults.Load(folder, QwenConfiguration.Load(ShippedModels.Starter), Tokenizer.Load(ShippedModels.Starter))),
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed record JsonFileCase(string Name, Action<string> Read)
    {
        public string Text { get; } = ReadShipped(Name);

        // The starter has tokenizer.json only; what it lacks is made up in the published form.
        private static string ReadShipped(string name)
        {
            string path = Path.Combine(ShippedModels.Starter, name);
            return File.Exists(path) ? File.ReadAllText(path) : """{"eos_token_id": [361, 359], "chat_template": "{{ messages }}"}""";
        }
    }

    [Property(MaxTest = 1200, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedJson)])]
    public void Any_absurd_value_in_a_model_s_json_files_is_harmless_or_one_clear_error(DamagedJson damage, FsCheck.NonNegativeInt which)
    {
        JsonFileCase file = JsonFiles[which.Get % JsonFiles.Length];
        File.WriteAllText(folder.At(file.Name), damage.Of(file.Text));
        BadInput.IsRefused(() => file.Read(folder.Path));
    }

    [Property(MaxTest = 600, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedBytes)])]
    public void Any_damage_to_the_bytes_of_a_model_s_json_files_is_harmless_or_one_clear_error(DamagedBytes damage, FsCheck.NonNegativeInt which)
    {
        JsonFileCase file = JsonFiles[which.Get % JsonFiles.Length];
        File.WriteAllBytes(folder.At(file.Name), damage.Of(Encoding.UTF8.GetBytes(file.Text)));
        BadInput.IsRefused(() => file.Read(folder.Path));
    }

    [Property(MaxTest = 800, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedBytes)])]
    public void Any_damage_to_a_safetensors_file_is_harmless_or_one_clear_error(DamagedBytes damage) => ReadTensors(damage.Of(Small.Value));

    [Property(MaxTest = 800, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedJson)])]
    public void Any_absurd_value_in_a_safetensors_header_is_harmless_or_one_clear_error(DamagedJson damage)
    {
        int length = (int)BitConverter.ToUInt64(Small.Value);
        byte[] header = Encoding.UTF8.GetBytes(damage.Of(Encoding.UTF8.GetString(Small.Value, 8, length)));
        ReadTensors([.. BitConverter.GetBytes((ulong)header.Length), .. header, .. Small.Value[(8 + length)..]]);
    }

    [Property(MaxTest = 300, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedJson)])]
    public void Any_absurd_value_in_an_index_of_shards_is_harmless_or_one_clear_error(DamagedJson damage)
    {
        if (!File.Exists(folder.At(Checkpoint.IndexFile))) Model.Value.Save(folder.Path, 1_000_000);
        string index = damage.Of("""{"metadata": {"total_size": 3700000}, "weight_map": {"model.norm.weight": "model-00001-of-00004.safetensors", "b": "model-00002-of-00004.safetensors"}}""");
        File.WriteAllText(folder.At(Checkpoint.IndexFile), index);
        BadInput.IsRefused(() => QwenModel.Load(folder.Path));
    }

    [Property(MaxTest = 600, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedJson), typeof(DamagedBytes)])]
    public void Any_damage_to_an_adapter_s_files_is_harmless_or_one_clear_error(DamagedJson json, DamagedBytes bytes, bool inWeights)
    {
        string configuration = folder.At(AdapterFiles.ConfigurationFile), weights = folder.At(AdapterFiles.WeightsFile);
        File.WriteAllText(configuration, inWeights ? Adapter.Value.Configuration : json.Of(Adapter.Value.Configuration));
        File.WriteAllBytes(weights, inWeights ? bytes.Of(Adapter.Value.Weights) : Adapter.Value.Weights);
        try
        {
            BadInput.IsRefused(() => Model.Value.LoadAdapter(folder.Path));
        }
        finally
        {
            Model.Value.RemoveAdapter();
        }
    }

    private static Lazy<QwenModel> Model { get; } = new(() => QwenModel.Load(ShippedModels.Starter));

    // A few tensors of several types, so that damage meets the header and not megabytes of weights.
    private static Lazy<byte[]> Small { get; } = new(() =>
    {
        Libtorch.Require();
        using TemporaryFolder place = new();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(place.At("small.safetensors"),
        [
            new("first", ones(3, 4)), new("second", ones(5, ScalarType.BFloat16)), new("third", ones(2, 1, 2, ScalarType.Float16)),
            new("fourth", ones(2, ScalarType.Float64)), new("empty", zeros(0, 7)),
        ]);
        return File.ReadAllBytes(place.At("small.safetensors"));
    });

    private static Lazy<(string Configuration, byte[] Weights)> Adapter { get; } = new(() =>
    {
        using TemporaryFolder place = new();
        using QwenModel model = QwenModel.Load(ShippedModels.Starter);
        model.AddAdapter(new() { Targets = ["layers.0.self_attn"], Rank = 2 }).Save(place.Path, "base");
        return (File.ReadAllText(place.At(AdapterFiles.ConfigurationFile)), File.ReadAllBytes(place.At(AdapterFiles.WeightsFile)));
    });

    private void ReadTensors(byte[] bytes)
    {
        File.WriteAllBytes(folder.At("small.safetensors"), bytes);
        BadInput.IsRefused(() =>
        {
            using var scope = NewDisposeScope();
            using SafetensorsFile file = new(folder.At("small.safetensors"));
            foreach (TensorEntry entry in file.Entries) file.Read(entry, ScalarType.Float32, CPU);
        });
    }
}
