using Cppo.Exchange;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Tests.Models;

namespace Cppo.Tests.Exchange;

public sealed class ModelFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Make(string name, params string[] files)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(path);
        foreach (string file in files) File.WriteAllText(Path.Combine(path, file), "");
        return path;
    }

    [Fact]
    public void The_last_step_s_model_is_found_in_checkpoints_of_verl_and_AReaL()
    {
        string[] model = ["config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json"];
        Make("verl/global_step_9/actor/huggingface", model);
        string last = Make("verl/global_step_31/actor/huggingface", model);
        Assert.Equal(last, ModelFolder.Resolve(Path.Combine(folder.Path, "verl")));
        Assert.Equal(last, ModelFolder.Resolve(Path.Combine(folder.Path, "verl", "global_step_31")));
        Assert.Equal(last, ModelFolder.Resolve(Path.Combine(folder.Path, "verl", "global_step_31", "actor")));
        Assert.Equal(last, ModelFolder.Resolve(last));
        Make("areal/default/epoch0epochstep9globalstep9", model);
        string areal = Make("areal/default/epoch1epochstep2globalstep12", model);
        Assert.Equal(areal, ModelFolder.Resolve(Path.Combine(folder.Path, "areal", "default")));
        Assert.Equal(ShippedModels.Starter, ModelFolder.Resolve(ShippedModels.Starter));
        Assert.Equal("elsewhere", ModelFolder.Resolve("elsewhere"));
    }

    [Fact]
    public void Shards_and_pickled_weights_are_refused_with_the_tool_that_helps()
    {
        Make("run/global_step_5/actor/huggingface", "config.json", "tokenizer.json");
        Make("run/global_step_5/actor", "model_world_size_2_rank_0.pt", "model_world_size_2_rank_1.pt", "optim_world_size_2_rank_0.pt");
        CppoException shards = Assert.Throws<CppoException>(() => ModelFolder.Resolve(Path.Combine(folder.Path, "run")));
        Assert.Contains("verl.model_merger merge", shards.Advice);
        Make("old/actor/huggingface", "config.json", "pytorch_model.bin");
        Assert.Contains("safe_serialization", Assert.Throws<CppoException>(() => ModelFolder.Resolve(Path.Combine(folder.Path, "old"))).Advice);
    }
}
