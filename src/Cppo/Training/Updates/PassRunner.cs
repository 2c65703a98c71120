using Cppo.Models;
using Cppo.Models.Lora;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Training.Updates;

/// <summary>
/// Runs the passes of a mini-batch. In one piece the results carry the graph. In several, the first run keeps no graph and its results
/// are leaves; the backward pass takes the loss's gradient there, then repeats the passes one by one, each with its graph and
/// its share of that gradient (platform notes: recomputation by two passes). The objective sees the whole mini-batch either way.
/// </summary>
internal sealed class PassRunner(Policy policy, ResponseBatch batch, PassPlan plan)
{
    private readonly List<LoraState> dropout = []; // of each pass, where it began
    private readonly Dictionary<PictureView, ResponseScores> results = [];

    /// <summary>Consecutive responses whose graphs are held at a time.</summary>
    public IReadOnlyList<(int Start, int Count)> Pieces => plan.Pieces;

    /// <summary>Runs all passes.</summary>
    /// <param name="alternatives">Likeliest tokens to report at every place; only where the mini-batch is one piece.</param>
    /// <param name="clock">Books the time.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    /// <returns>[n, T] by picture, T the longest response of the mini-batch. The caller disposes of them, after the backward pass.</returns>
    public IReadOnlyDictionary<PictureView, ResponseScores> Run(int alternatives, PhaseClock clock, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable? none = plan.IsWhole ? null : no_grad();
        Dictionary<PictureView, List<ResponseScores>> found = plan.Views.ToDictionary(view => view, _ => new List<ResponseScores>());
        foreach (Pass pass in plan.Passes)
        {
            cancellation.ThrowIfCancellationRequested();
            ResponseScores scores = clock.Time(pass.Phase, () => Rehearse(pass, alternatives));
            long at = 0;
            foreach (Stretch stretch in pass.Stretches)
            {
                found[stretch.View].Add(ScoreTensors.Rows(scores, at, stretch.Count, batch.Length));
                at += stretch.Count;
            }
        }

        ResponseScores like = found[PictureView.Original][0];
        foreach ((PictureView view, List<ResponseScores> parts) in found)
            results[view] = ScoreTensors.Leaving(ScoreTensors.Join(parts, like), isLeaf: !plan.IsWhole);
        return results;
    }

    /// <summary>Adds the loss's gradient to the parameters.</summary>
    /// <param name="loss">Computed from what <see cref="Run"/> gave.</param>
    /// <param name="afterPass">Called after every part of it.</param>
    /// <param name="cancellation">Looked at between passes.</param>
    public void Backward(Tensor loss, Action afterPass, CancellationToken cancellation)
    {
        if (plan.IsWhole)
        {
            policy.Model.Backward(loss);
            afterPass();
            return;
        }

        Repeat(
            loss,
            (outputs, cotangents) =>
            {
                policy.Model.LargeGradients.Collect(() => autograd.backward(outputs, cotangents));
                afterPass();
            },
            cancellation);
    }

    /// <summary>The gradient of a term with respect to the parameters, which keep theirs; null where there is none. In the caller's scope.</summary>
    public Tensor?[] GradientOf(Tensor term, Parameter[] parameters)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor?[] sums = new Tensor?[parameters.Length];
        if (!term.requires_grad) return sums; // no token selected
        if (plan.IsWhole) Add([term], null);
        else Repeat(term, Add, default);
        return [.. sums.Select(sum => sum?.MoveToOuterDisposeScope())];

        void Add(IList<Tensor> outputs, IList<Tensor>? cotangents)
        {
            using DisposeScope one = NewDisposeScope();
            IList<Tensor> gradients = autograd.grad(outputs, parameters, cotangents, retain_graph: plan.IsWhole, allow_unused: true);
            for (int i = 0; i < sums.Length; i++)
            {
                if (Present(gradients[i]) is not { } gradient) continue;
                if (sums[i] is { } sum) sum.add_(gradient);
                else sums[i] = (plan.IsWhole ? gradient : Precise(gradient)).MoveToOtherDisposeScope(scope);
            }
        }
    }

    private static Tensor Precise(Tensor gradient) =>
        gradient.to_type(gradient.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32, copy: true);

    // An adapter's dropout has to act in a run without gradients, too, and to draw the same once more.
    private ResponseScores Rehearse(Pass pass, int alternatives)
    {
        IReadOnlyList<ViewedRow> rows = plan.RowsOf(pass);
        if (plan.IsWhole || policy.Model.Adapter is not { } adapter) return batch.Score(policy, rows, alternatives);
        dropout.Add(adapter.State);
        adapter.Rehearses = true;
        try
        {
            return batch.Score(policy, rows, alternatives);
        }
        finally
        {
            adapter.Rehearses = false;
        }
    }

    private void Repeat(Tensor value, Action<IList<Tensor>, IList<Tensor>> differentiate, CancellationToken cancellation)
    {
        using DisposeScope scope = NewDisposeScope();
        autograd.backward([value], retain_graph: true); // ends at the leaves
        Dictionary<PictureView, (Tensor? LogProbabilities, Tensor? Entropies)> gradients = results.ToDictionary(
            entry => entry.Key, entry => (Taken(entry.Value.LogProbabilities), Taken(entry.Value.Entropies)));
        bool anyNeeded = false;
        LoraState after = policy.Model.Adapter?.State ?? default;
        for (int index = 0; index < plan.Passes.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            using DisposeScope one = NewDisposeScope();
            Pass pass = plan.Passes[index];
            Tensor? ofLogProbabilities = Of(pass, gradient => gradient.LogProbabilities);
            Tensor? ofEntropies = Of(pass, gradient => gradient.Entropies);
            bool isNeeded = ofLogProbabilities is not null || ofEntropies is not null;
            bool isAllZero = !isNeeded && !anyNeeded && index == plan.Passes.Count - 1; // the parameters still get a gradient, 0, as in one graph
            anyNeeded |= isNeeded;
            if (!isNeeded && !isAllZero) continue;
            if (policy.Model.Adapter is { } adapter) adapter.State = dropout[index];
            ResponseScores scores = batch.Score(policy, plan.RowsOf(pass));
            List<(Tensor Output, Tensor Cotangent)> pairs = [];
            if (isAllZero) pairs.Add((scores.LogProbabilities, zeros_like(scores.LogProbabilities)));
            if (ofLogProbabilities is not null) pairs.Add((scores.LogProbabilities, Narrow(ofLogProbabilities, scores)));
            if (ofEntropies is not null) pairs.Add((scores.Entropies, Narrow(ofEntropies, scores)));
            differentiate([.. pairs.Select(pair => pair.Output)], [.. pairs.Select(pair => pair.Cotangent)]);
        }

        if (policy.Model.Adapter is { } moved) moved.State = after;

        // Null where nothing of the pass is in the value: then it need not be run again.
        Tensor? Of(Pass pass, Func<(Tensor? LogProbabilities, Tensor? Entropies), Tensor?> part)
        {
            Tensor?[] parts = [.. pass.Stretches.Select(stretch => part(gradients[stretch.View])?.narrow(0, stretch.Start, stretch.Count))];
            if (parts.All(each => each is null)) return null;
            Tensor whole = cat([.. pass.Stretches.Zip(parts).Select(pair =>
                pair.Second ?? zeros_like(results[pair.First.View].LogProbabilities).narrow(0, 0, pair.First.Count))], 0);
            return whole.count_nonzero().item<long>() == 0 ? null : whole;
        }
    }

    private static Tensor? Taken(Tensor leaf)
    {
        Tensor? gradient = leaf.grad;
        leaf.grad = null;
        return gradient;
    }

    private static Tensor? Present(Tensor? gradient) => gradient is null || gradient.IsInvalid ? null : gradient;

    // The responses of a pass may all be shorter than the longest of the mini-batch.
    private static Tensor Narrow(Tensor cotangent, ResponseScores scores) => cotangent.narrow(1, 0, scores.Mask.shape[1]);
}
