using Cppo.Models;
using Cppo.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Tests.Models;

public sealed class InitialWeightsTests
{
    [Fact]
    public void Matrices_are_normal_with_sigma_0_02_biases_0_and_norms_1()
    {
        using Policy policy = Policy.Create(ShippedModels.Starter, 3);
        using DisposeScope scope = NewDisposeScope();
        int matrices = 0, biases = 0, norms = 0;
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in policy.Parameters)
        {
            Assert.True(parameter.requires_grad);
            double[] values = [.. parameter.detach().to_type(ScalarType.Float64).flatten().data<double>()];
            if (parameter.shape.Length > 1)
            {
                double mean = values.Average(), sigma = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
                double beyond = values.Count(value => Math.Abs(value) > 0.04) / (double)values.Length;
                Assert.Equal(0, mean, 5 * 0.02 / Math.Sqrt(values.Length));
                Assert.Equal(0.02, sigma, 5 * 0.02 / Math.Sqrt(2.0 * values.Length));
                Assert.Equal(0.0455, beyond, 5 * Math.Sqrt(0.0455 / values.Length)); // beyond two sigma
                matrices++;
            }
            else if (name.EndsWith(".bias", StringComparison.Ordinal))
            {
                Assert.All(values, value => Assert.Equal(0, value));
                biases++;
            }
            else
            {
                Assert.Contains("norm", name.Replace("ln_q", "norm", StringComparison.Ordinal), StringComparison.Ordinal);
                Assert.All(values, value => Assert.Equal(1, value));
                norms++;
            }
        }

        Assert.True(matrices > 0 && biases > 0 && norms > 0);
    }

    [Fact]
    public void Equal_seeds_give_equal_weights_and_two_tensors_of_one_shape_differ()
    {
        using Policy one = Policy.Create(ShippedModels.Starter, 3), same = Policy.Create(ShippedModels.Starter, 3);
        using Policy other = Policy.Create(ShippedModels.Starter, 4);
        Assert.Equal(TrainingStepTests.StateOf(one), TrainingStepTests.StateOf(same));
        Assert.NotEqual(TrainingStepTests.StateOf(one), TrainingStepTests.StateOf(other));
        Assert.False(one.Parameters["model.layers.0.mlp.up_proj.weight"].allclose(one.Parameters["model.layers.1.mlp.up_proj.weight"]));
    }

    [Fact]
    public void A_model_from_random_weights_is_saved_and_loaded_like_any_other()
    {
        using TemporaryFolder folder = new();
        using Policy made = Policy.Create(ShippedModels.Starter, 5);
        made.Save(folder.Path);
        using Policy loaded = Policy.Load(folder.Path);
        Assert.Equal(TrainingStepTests.StateOf(made), TrainingStepTests.StateOf(loaded));
    }
}
