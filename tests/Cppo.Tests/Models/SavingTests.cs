using Cppo.Models;
using Cppo.Models.Safetensors;

namespace Cppo.Tests.Models;

public sealed class SavingTests
{
    [Theory]
    [InlineData(ScalarType.Float32, long.MaxValue)]
    [InlineData(ScalarType.Float32, 1_000_000)]
    [InlineData(ScalarType.BFloat16, 1_000_000)]
    [InlineData(ScalarType.Float64, 1)]
    public void Saving_and_loading_gives_the_same_bits(ScalarType type, long shardBytes)
    {
        using Policy policy = Policy.Load(ShippedModels.Starter, type: type);
        using TemporaryFolder folder = new();
        policy.Save(folder.Path, shardBytes);
        using Policy again = Policy.Load(folder.Path, type: type);
        Assert.Equal(policy.Parameters.Names, again.Parameters.Names);
        foreach ((string name, Tensor parameter) in policy.Parameters)
            Assert.True(parameter.detach().bytes.SequenceEqual(again.Parameters[name].detach().bytes), name);
        string[] files = [.. Directory.EnumerateFiles(folder.Path, "*.safetensors")];
        Assert.Equal(shardBytes == long.MaxValue, files.Length == 1);
        Assert.DoesNotContain(Directory.EnumerateFiles(folder.Path), file => file.EndsWith(".partial"));
        Assert.Equal(policy.Generation.EndTokens, again.Generation.EndTokens);

        policy.Save(folder.Path); // over the shards: one file, and no index that still names them
        Assert.False(File.Exists(folder.At(Checkpoint.IndexFile)));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Golden_checkpoints_are_written_in_published_names_and_load_bit_equal()
    {
        foreach (string name in GoldenModel.Names)
        {
            QwenModel model = GoldenModel.Load(name, ScalarType.Float32);
            using TemporaryFolder folder = new();
            model.Save(folder.Path, 300_000);
            Assert.All(model.Parameters.Names, parameter => Assert.Equal(ParameterLayout.PublishedName(parameter), parameter));
            using QwenModel again = QwenModel.Load(folder.Path);
            foreach ((string parameter, Tensor values) in model.Parameters)
                Assert.True(values.detach().bytes.SequenceEqual(again.Parameters[parameter].detach().bytes), parameter);
        }
    }

    [Fact]
    public void A_clone_has_its_own_weights_and_takes_no_gradients()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        using Policy clone = policy.Clone();
        Assert.All(clone.Parameters.Values, parameter => Assert.False(parameter.requires_grad));
        Assert.All(policy.Parameters.Values, parameter => Assert.True(parameter.requires_grad));
        float before = clone.Parameters["model.norm.weight"][0].item<float>();
        using (no_grad()) policy.Parameters["model.norm.weight"].add_(1).Dispose();
        Assert.Equal(before, clone.Parameters["model.norm.weight"][0].item<float>());
    }

    [Fact]
    public void A_model_that_is_disposed_of_leaves_no_tensor_behind()
    {
        static long Live() => TorchSharp.DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using TemporaryFolder folder = new();
        long before = Live();
        using (Policy policy = Policy.Load(ShippedModels.Starter))
        using (Policy clone = policy.Clone())
        {
            Assert.Equal(before + (2 * (policy.Parameters.Count + 2)), Live()); // and two tables of the decoder each
            clone.Save(folder.Path, 1_000_000);
        }

        Assert.Equal(before, Live());
    }
}
