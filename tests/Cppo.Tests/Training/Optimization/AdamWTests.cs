using Cppo.Runtime;
using Cppo.Tests.Objective;
using Cppo.Training.Optimization;
using TorchSharp;

namespace Cppo.Tests.Training.Optimization;

public sealed class AdamWTests
{
    public static TheoryData<string> Cases => GoldenLosses.Names("adamw");

    [Theory]
    [Trait("Category", "Golden")]
    [MemberData(nameof(Cases))]
    public void Parameters_and_moments_follow_the_reference_step_by_step(string key)
    {
        GoldenCase golden = GoldenLosses.Case(key);
        ScalarType own = golden.Word("dtype", "float64") == "float32" ? ScalarType.Float32 : ScalarType.Float64;
        foreach (ScalarType precision in new[] { own, ScalarType.Float32 }.Distinct())
        {
            using DisposeScope scope = NewDisposeScope();
            double tolerance = precision == own ? golden.Absolute : golden.File.Float32;
            string[] names = [.. golden.File.Tensors.Keys.Where(name => name.StartsWith("start/")).Select(name => name[6..])];
            Dictionary<string, Tensor> parameters = names.ToDictionary(
                name => name, name => golden.File.Tensors["start/" + name].Leaf(precision));
            using AdamW optimizer = new(parameters.Select(pair => (pair.Key, pair.Value)), Options(golden));
            double[] norms = [.. golden.Node["scalars"]!["norm_before_clip"]!.AsArray().Select(GoldenLosses.Value)];
            int? infinite = (int?)golden.Optional("infinite_gradient_at_step");
            for (int step = 1; step <= norms.Length; step++)
            {
                foreach (string name in names)
                {
                    Tensor gradient = golden.File.Tensors["gradients/" + name][step - 1] * golden.Option("gradient_scale", 1);
                    if (step == infinite) gradient = gradient.clone().fill_(double.PositiveInfinity);
                    parameters[name].grad = gradient.to_type(precision);
                }

                UpdateReport report = optimizer.Step(golden.Option("lr"));
                golden.Near(norms[step - 1], report.GradientNorm, precision, $"norm of step {step}");
                Assert.Equal(golden.Node["scalars"]!["skipped"]![step - 1]!.GetValue<bool>(), report.Skipped is not null);
                foreach (string name in names)
                {
                    Golden.Near(golden[$"step{step}_{name}"], parameters[name], tolerance, 0, $"{golden.Name}: {name} after step {step}, {precision}");
                }
            }

            Assert.Equal(golden.Node["scalars"]!["optimizer_steps"]!.GetValue<int>(), optimizer.Steps);
            IReadOnlyDictionary<string, Tensor> state = optimizer.ExportState();
            foreach (string name in names)
            {
                Golden.Near(golden["exp_avg_" + name], state[name + "/first"], tolerance, 0, $"{golden.Name}: first moment of {name}");
                Golden.Near(golden["exp_avg_sq_" + name], state[name + "/second"], tolerance, 0, $"{golden.Name}: second moment of {name}");
            }
        }
    }

    [Fact]
    public void Small_steps_move_bfloat16_parameters_through_their_master_weights()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor half = ones(4, ScalarType.BFloat16).requires_grad_();
        using AdamW optimizer = new([("w", half)], new AdamWOptions { WeightDecay = 0, MeasureStepLength = true });
        double moved = 0;
        for (int step = 0; step < 100; step++)
        {
            half.grad = ones(4, ScalarType.BFloat16);
            moved += optimizer.Step(1e-4).StepLength;
        }

        Assert.Equal(0.02, moved, 1e-5); // 100 steps of 1e-4 in 4 dimensions
        Assert.Equal(0.99, optimizer.ExportState()["w/master"][0].ToDouble(), 1e-5);
        Assert.Equal(0.9883, half[0].ToDouble(), 2e-3); // 1e-4 alone is below bfloat16's resolution near 1
    }

    [Fact]
    public void A_large_parameter_is_updated_as_its_parts_would_be()
    {
        using var scope = NewDisposeScope();
        long[] sizes = [1 << 20, 70_001];
        using Tensor start = linspace(-1, 1, sizes.Sum()), slope = linspace(3, -2, sizes.Sum());
        Tensor whole = start.clone().requires_grad_();
        Tensor[] parts = [.. start.split(sizes).Select(part => part.clone().requires_grad_())];
        AdamWOptions options = new() { MaximumGradientNorm = null };
        using AdamW one = new([("whole", whole)], options), several = new(parts.Select((part, i) => ($"{i}", part)), options);
        for (int step = 1; step <= 3; step++)
        {
            whole.grad = slope * step;
            foreach ((Tensor part, Tensor own) in parts.Zip(slope.split(sizes))) part.grad = own * step;
            one.Step(1e-3);
            several.Step(1e-3);
        }

        using Tensor joined = cat(parts);
        Assert.True(whole.detach().bytes.SequenceEqual(joined.detach().bytes));
    }

    [Fact]
    public void Many_small_gradients_of_half_precision_are_summed_in_single_precision()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor half = zeros(1, ScalarType.BFloat16).requires_grad_();
        using AdamW optimizer = new([("w", half)], new AdamWOptions { MaximumGradientNorm = null });
        for (int part = 0; part < 1000; part++)
        {
            half.grad = full(1, 1.0, ScalarType.BFloat16);
            optimizer.Accumulate();
        }

        Assert.Equal(1000, optimizer.Step(0).GradientNorm, 1e-3); // a bfloat16 sum would stop at 256
    }

    [Fact]
    public void A_resumed_optimizer_goes_on_bit_for_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = Start(), second = Start();
        using AdamW whole = new([("w", first)]), before = new([("w", second)]);
        for (int step = 0; step < 3; step++) Update(whole, first, step);
        for (int step = 0; step < 3; step++) Update(before, second, step);
        Dictionary<string, Tensor> saved = before.ExportState().ToDictionary(pair => pair.Key, pair => pair.Value.clone());

        Tensor third = second.detach().clone().requires_grad_();
        using AdamW after = new([("w", third)]);
        after.ImportState(saved);
        for (int step = 3; step < 6; step++)
        {
            Update(whole, first, step);
            Update(after, third, step);
        }

        Assert.Equal(first.bytes.ToArray(), third.bytes.ToArray());
        Assert.Equal(6, after.Steps);

        static Tensor Start() => arange(6, ScalarType.Float32).to_type(ScalarType.BFloat16).requires_grad_();

        static void Update(AdamW optimizer, Tensor weights, int step)
        {
            weights.grad = (arange(6, ScalarType.Float32) + step).sin().to_type(ScalarType.BFloat16);
            optimizer.Step(0.01);
        }
    }

    [Fact]
    public void A_gradient_that_is_not_a_number_skips_the_step_and_names_the_parameter()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor good = ones(2).requires_grad_(), bad = ones(2).requires_grad_();
        using AdamW optimizer = new([("good", good), ("decoder.bad", bad)]);
        good.grad = ones(2);
        bad.grad = full(2, double.NaN, ScalarType.Float32);
        UpdateReport report = optimizer.Step(1e-3);
        Assert.Contains("decoder.bad", report.Skipped);
        Assert.Equal(0, optimizer.Steps);
        Assert.Equal(1.0, good[0].ToDouble());
    }

    [Fact]
    public void A_state_of_another_model_is_refused_and_changes_nothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = ones(2).requires_grad_();
        using AdamW optimizer = new([("w", weights)]);
        Assert.Throws<CppoException>(() => optimizer.ImportState(new Dictionary<string, Tensor> { ["steps"] = tensor(3L) }));
        Assert.Equal(0, optimizer.Steps);
    }

    [Fact]
    public void A_step_leaves_no_tensor_behind()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = ones(8).requires_grad_();
        using AdamW optimizer = new([("w", weights)]);
        weights.grad = ones(8);
        optimizer.Step(1e-3);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        optimizer.Step(1e-3);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static AdamWOptions Options(GoldenCase golden) => new()
    {
        Beta1 = golden.Options!["betas"]![0]!.GetValue<double>(),
        Beta2 = golden.Options["betas"]![1]!.GetValue<double>(),
        Epsilon = golden.Option("eps"),
        WeightDecay = golden.Option("weight_decay"),
        MaximumGradientNorm = golden.Optional("max_norm"),
    };
}
