using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training.Optimization;

/// <summary>One parameter with its moments and, for half precision, its float32 master copy and gradient sum.</summary>
internal sealed class AdamWSlot : IDisposable
{
    private const long SliceLength = 1 << 20;

    private readonly Tensor parameter;
    private readonly Tensor? master;
    private readonly Tensor first;
    private readonly Tensor second;
    private Tensor? sum;

    public AdamWSlot(string name, Tensor parameter)
    {
        Name = name;
        this.parameter = parameter;
        using IDisposable still = no_grad();
        bool half = parameter.dtype is ScalarType.BFloat16 or ScalarType.Float16;
        if (half) master = parameter.to_type(ScalarType.Float32).DetachFromDisposeScope();
        first = zeros_like(Precise).DetachFromDisposeScope();
        second = zeros_like(Precise).DetachFromDisposeScope();
    }

    public string Name { get; }

    private Tensor Precise => master ?? parameter;

    /// <summary>The gradient in the precision of the update; null where there is none. Inside the caller's dispose scope.</summary>
    public Tensor? Gradient()
    {
        if (sum is not null)
        {
            Accumulate();
            return sum.alias();
        }

        return parameter.grad?.to_type(Precise.dtype);
    }

    public void Accumulate()
    {
        if (master is null) return;
        using DisposeScope scope = NewDisposeScope();
        if (parameter.grad is not { } gradient) return;
        if (sum is null) sum = gradient.to_type(ScalarType.Float32).DetachFromDisposeScope();
        else sum.add_(gradient);
        parameter.grad = null;
    }

    /// <summary>PyTorch's single-tensor AdamW, operation by operation; a large parameter slice by slice, so that the work needs no tensor of its size.</summary>
    /// <param name="gradient">Of <see cref="Gradient"/>.</param>
    /// <param name="factor">Scales the gradient.</param>
    /// <param name="learningRate">The rate of this update.</param>
    /// <param name="step">From 1.</param>
    /// <param name="options">Decay rates.</param>
    /// <returns>Squared length of the change, 0 where it is not measured.</returns>
    public double Update(Tensor gradient, double factor, double learningRate, long step, AdamWOptions options)
    {
        Tensor weights = Precise.detach(), flat = gradient;
        long total = weights.numel(), length = weights.is_contiguous() ? SliceLength : total;
        if (length < total) (weights, flat) = (weights.view(-1), gradient.reshape(-1));
        double squaredLength = 0;
        for (long start = 0; start < total; start += length)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor Slice(Tensor whole) => length >= total ? whole.alias() : whole.view(-1).narrow(0, start, Math.Min(length, total - start));
            Tensor own = Slice(flat);
            squaredLength += Update(Slice(weights), factor == 1 ? own : own * factor, Slice(first), Slice(second), learningRate, step, options);
        }

        if (master is not null) parameter.detach().copy_(master);
        return squaredLength;
    }

    private static double Update(
        Tensor weights, Tensor gradient, Tensor first, Tensor second, double learningRate, long step, AdamWOptions options)
    {
        Tensor? before = options.MeasureStepLength ? weights.clone() : null;
        weights.mul_(1 - (learningRate * options.WeightDecay));
        first.lerp_(gradient, 1 - options.Beta1);
        second.mul_(options.Beta2).addcmul_(gradient, gradient, 1 - options.Beta2);
        double firstCorrection = 1 - Math.Pow(options.Beta1, step);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(options.Beta2, step));
        Tensor denominator = second.sqrt().div_(secondCorrection).add_(options.Epsilon);
        weights.addcdiv_(first, denominator, -learningRate / firstCorrection);
        if (before is null) return 0;
        double length = linalg.vector_norm(before.sub_(weights)).ToDouble();
        return length * length;
    }

    public void ZeroGradient()
    {
        using DisposeScope scope = NewDisposeScope();
        sum?.Dispose();
        sum = null;
        parameter.grad = null;
    }

    public IEnumerable<(string Part, Tensor Value)> Parts()
    {
        yield return ("first", first);
        yield return ("second", second);
        if (master is not null) yield return ("master", master);
    }

    public void Import(Func<string, Tensor> part)
    {
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, Tensor value) in Parts()) value.copy_(part(name));
        if (master is not null) parameter.detach().copy_(master);
    }

    public void Dispose()
    {
        foreach ((_, Tensor value) in Parts()) value.Dispose();
        sum?.Dispose();
    }
}
