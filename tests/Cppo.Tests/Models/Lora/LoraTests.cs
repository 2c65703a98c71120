using Cppo.Models;
using Cppo.Models.Lora;
using Cppo.Runtime;

namespace Cppo.Tests.Models.Lora;

public sealed class LoraTests
{
    private static readonly int[][] Responses = [[10, 11, 12, 13, 14], [20, 21]];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_new_adapter_changes_nothing_and_only_it_takes_gradients(ScalarType type)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: type);
        byte[] before = ScoreBytes(policy);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Targets = ["*"], Rank = 3 });
        Assert.Equal(before, ScoreBytes(policy));

        using (ResponseScores scores = Score(policy)) scores.LogProbabilities.sum().backward();
        Assert.All(policy.Parameters.Values, parameter => Assert.Null(parameter.grad));
        foreach ((string name, Tensor parameter) in adapter.Parameters)
        {
            // B is zero, so A's gradient is zero and B's is not.
            double size = parameter.grad!.abs().max().to_type(ScalarType.Float64).item<double>();
            Assert.Equal(name.Contains("lora_B"), size > 0);
            Assert.Equal(type == ScalarType.BFloat16 ? ScalarType.Float32 : type, parameter.dtype);
        }
    }

    [Fact]
    public void Merged_equals_unmerged_and_switched_off_equals_the_base()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: ScalarType.Float64);
        byte[] before = ScoreBytes(policy);
        Disturb(policy.Model.AddAdapter(new() { Targets = ["model.layers", ModelParts.Merger], Rank = 4, Alpha = 6 }));
        using Policy clone = policy.Clone();
        Assert.Equal(ScoreBytes(policy), ScoreBytes(clone));
        using var scope = NewDisposeScope();
        Tensor unmerged = Score(policy).LogProbabilities.detach();

        policy.Model.Adapter!.Enabled = false;
        Assert.Equal(before, ScoreBytes(policy));
        policy.Model.Adapter.Enabled = true;

        policy.Model.MergeAdapter();
        Assert.Null(policy.Model.Adapter);
        Assert.NotEqual(before, ScoreBytes(policy));
        // The norms are float32 in double precision too.
        Golden.Near(unmerged, Score(policy).LogProbabilities, 1e-6, 1e-6, "merged");
        clone.Model.RemoveAdapter();
        Assert.Equal(before, ScoreBytes(clone));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Saving_and_loading_gives_the_same_bits_in_the_names_of_PEFT(ScalarType type)
    {
        using TemporaryFolder folder = new();
        using Policy policy = Policy.Load(ShippedModels.Starter, type: type), other = Policy.Load(ShippedModels.Starter, type: type);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Targets = ["q_proj", "visual.blocks.0", "mlp.2"], Rank = 5, Alpha = 7.5, Dropout = 0.25, RankStabilized = true });
        Disturb(adapter);
        adapter.Save(folder.Path, "somewhere/base");
        LoraAdapter again = other.Model.LoadAdapter(folder.Path);

        Assert.Equal(adapter.Modules, again.Modules);
        Assert.Equal(adapter.Options with { Targets = [] }, again.Options with { Targets = [] });
        foreach ((string name, Tensor parameter) in adapter.Parameters)
            Assert.True(parameter.detach().bytes.SequenceEqual(again.Parameters[name].detach().bytes), name);
        Assert.Equal(ScoreBytes(policy), ScoreBytes(other));
        Assert.Contains("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", adapter.Parameters.Names);
        Assert.Contains("base_model.model.visual.merger.mlp.2.lora_B.weight", adapter.Parameters.Names);

        System.Text.Json.JsonElement json = JsonFile.Read(folder.At("adapter_config.json"));
        Assert.Equal(5, json.GetProperty("r").GetInt32());
        Assert.Equal(7.5, json.GetProperty("lora_alpha").GetDouble());
        Assert.Equal("somewhere/base", json.GetProperty("base_model_name_or_path").GetString());
        string[] targets = [.. json.GetProperty("target_modules").EnumerateArray().Select(item => item.GetString()!)];
        // PEFT takes a layer whose name is a target or ends with one after a dot.
        Assert.Equal(
            adapter.Modules,
            policy.Parameters.Linear.Keys.Where(module => targets.Any(target => module == target || module.EndsWith('.' + target))));
        Assert.Contains("q_proj", targets);
    }

    [Fact]
    public void Adapters_in_the_newer_names_of_transformers_load_too()
    {
        using TemporaryFolder folder = new();
        using Policy policy = Policy.Load(ShippedModels.Starter);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Targets = ["v_proj", "attn.qkv"] });
        Disturb(adapter);
        byte[] expected = ScoreBytes(policy);
        adapter.Save(folder.Path);
        KeyValuePair<string, Tensor>[] renamed =
        [
            .. adapter.Parameters.Select(entry => KeyValuePair.Create(
                entry.Key.Replace("base_model.model.model.", "base_model.model.model.language_model.").Replace("model.visual.", "model.model.visual."),
                (Tensor)entry.Value)),
        ];
        Cppo.Models.Safetensors.SafetensorsWriter.Write(folder.At("adapter_model.safetensors"), renamed);
        policy.Model.RemoveAdapter();
        policy.Model.LoadAdapter(folder.Path);
        Assert.Equal(expected, ScoreBytes(policy));
    }

    [Fact]
    public void Dropout_is_a_function_of_seed_and_step_and_acts_only_where_gradients_are_recorded()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Dropout = 0.5, Seed = 1 });
        Disturb(adapter);
        byte[] At(ulong step)
        {
            adapter.BeginStep(step);
            return ScoreBytes(policy, gradients: true);
        }

        byte[] first = At(0);
        Assert.NotEqual(first, At(1));
        Assert.Equal(first, At(0));
        byte[] still = ScoreBytes(policy);
        Assert.NotEqual(first, still);
        Assert.Equal(still, ScoreBytes(policy));
    }

    [Fact]
    public void Everything_that_is_wrong_with_an_adapter_is_listed()
    {
        using TemporaryFolder folder = new();
        using Policy policy = Policy.Load(ShippedModels.Starter);
        LoraAdapter adapter = policy.Model.AddAdapter(new() { Rank = 2, Targets = ["k_proj"] });
        adapter.Save(folder.Path);
        KeyValuePair<string, Tensor>[] tensors = [.. adapter.Parameters.Skip(1).Select(entry => KeyValuePair.Create(entry.Key, (Tensor)entry.Value))];
        using Tensor extra = zeros(2, 2);
        Cppo.Models.Safetensors.SafetensorsWriter.Write(
            folder.At("adapter_model.safetensors"),
            [.. tensors, new("base_model.model.model.layers.99.mlp.up_proj.lora_A.weight", extra), new("lm_head.weight", extra)]);
        File.WriteAllText(
            folder.At("adapter_config.json"),
            File.ReadAllText(folder.At("adapter_config.json")).Replace("\"use_dora\": false", "\"use_dora\": true").Replace("\"r\": 2", "\"r\": 3"));
        policy.Model.RemoveAdapter();
        ModelException error = Assert.Throws<ModelException>(() => policy.Model.LoadAdapter(folder.Path));
        foreach (string part in new[] { "use_dora is true", "layers.99", "lm_head.weight", adapterName(0), "[2, " })
            Assert.Contains(error.Problems, problem => problem.Contains(part));
        Assert.Null(policy.Model.Adapter);
        File.Delete(folder.At("adapter_config.json"));
        Assert.Throws<CppoException>(() => policy.Model.LoadAdapter(folder.Path));

        string adapterName(int layer) => $"model.layers.{layer}.self_attn.k_proj.lora_A.weight is missing";
    }

    [Fact]
    public void What_cannot_be_is_refused_with_near_names()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Assert.Contains("'q_proj'", Advice(() => policy.Model.AddAdapter(new() { Targets = ["q_prj"] })));
        Assert.Contains("'visual.merger'", Advice(() => policy.Parameters.Freeze("visual.merge")));
        Assert.Contains("'model.layers'", Advice(() => policy.Parameters.Freeze("model.layer")));
        Assert.Throws<CppoException>(() => policy.Model.AddAdapter(new() { Rank = 0 }));
        Assert.Throws<CppoException>(() => policy.Model.AddAdapter(new() { Dropout = 1 }));
        Assert.Throws<ModelException>(() => policy.Model.AddAdapter(new() { Targets = [] }));
        Assert.Throws<ModelException>(policy.Model.MergeAdapter);
        Assert.All(policy.Parameters.Values, parameter => Assert.True(parameter.requires_grad));
        policy.Model.AddAdapter(new());
        Assert.Contains("Merge", Advice(() => policy.Model.AddAdapter(new())));
        using TemporaryFolder folder = new();
        Assert.Contains("Merge", Advice(() => policy.Save(folder.Path)));

        static string Advice(Action act) => Assert.Throws<ModelException>(act).Advice;
    }

    internal static void Disturb(LoraAdapter adapter)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, Tensor parameter) in adapter.Parameters)
        {
            CounterRandom random = new(9, name);
            float[] values = [.. Enumerable.Range(0, (int)parameter.numel()).Select(_ => (float)(0.1 * random.Normal()))];
            parameter.copy_(tensor(values, parameter.shape));
        }
    }

    private static ResponseScores Score(Policy policy) =>
        policy.Score(StarterPrompts.Encode(policy, StarterPrompts.Samples(2)), [0, 1], Responses, 1);

    private static byte[] ScoreBytes(Policy policy, bool gradients = false)
    {
        using var mode = set_grad_enabled(gradients);
        using ResponseScores scores = Score(policy);
        return scores.LogProbabilities.detach().bytes.ToArray();
    }
}
