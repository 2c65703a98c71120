using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training.Runs;

namespace Cppo.Evaluation.Stores;

/// <summary>
/// Evaluations that survive their process. Answers are stored batch by batch; started again, with the same order, it asks only the batches
/// and samples that are missing, so that the report is the one of an evaluation that was never interrupted, bit for bit.
/// </summary>
public static class EvaluationStore
{
    /// <summary>Evaluates into a folder, or goes on with what is there.</summary>
    /// <param name="folder">The folder; made where it is not there.</param>
    /// <param name="responder">Whom to ask.</param>
    /// <param name="samples">What to ask; at least one. Only those without an answer are read.</param>
    /// <param name="order">How to ask. The grader and the batch of the first start stay.</param>
    /// <param name="progress">Receives the number of samples that are answered, those from before included; over both passes where there are two.</param>
    /// <param name="cancellation">What was answered before is kept.</param>
    /// <returns>All of it.</returns>
    /// <exception cref="CppoException">The folder holds another evaluation or is in use, an option is outside its range, or the responder fails.</exception>
    public static async Task<StoredEvaluation> RunAsync(
        string folder,
        IResponder responder,
        IReadOnlyList<Sample> samples,
        EvaluationOrder order,
        IProgress<int>? progress = null,
        CancellationToken cancellation = default)
    {
        Evaluator.Require(samples, order.Batch);
        using FileStream own = RunLock.Take(folder);
        StoredOrder asked = Begin(folder, order.Describe(responder.Name, samples));
        Rewards.IAnswerGrader grader = Rewards.Graders.NameOf(order.Grader) == asked.Grader ? order.Grader : Rewards.Graders.Named(asked.Grader);
        int answered = 0;
        foreach (StoredPass pass in asked.Passes)
        {
            SamplingOptions sampling = pass == StoredPass.Greedy ? order.Sampling with { Greedy = true, GroupSize = 1 } : order.Sampling;
            for (int from = 0; from < samples.Count; from += asked.Batch)
            {
                int size = Math.Min(asked.Batch, samples.Count - from);
                string part = StoredEvaluation.PartFile(folder, pass, from / asked.Batch);
                int[] open = OpenSamples.Of(part, from, size, out IReadOnlyList<StoredAnswer> there);
                if (open.Length > 0)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Sample[] batch = [.. open.Select(index => samples[index])];
                    IReadOnlyList<RolloutGroup> groups = await Evaluator.AskAsync(responder, batch, sampling, order.Perturbation, cancellation).ConfigureAwait(false);
                    IEnumerable<StoredAnswer> rows = groups.SelectMany((group, place) => StoredAnswer.Of(group, open[place], grader));
                    OpenSamples.Write(part, [.. there, .. rows], [.. groups.Where(group => group.Failure is not null)]);
                }

                progress?.Report(answered += size);
            }
        }

        return StoredEvaluation.Open(folder);
    }

    // The description comes last: a folder without it holds nothing yet.
    private static StoredOrder Begin(string folder, StoredOrder order)
    {
        if (StoredEvaluation.Exists(folder))
        {
            StoredOrder stored = StoredOrder.Read(folder);
            stored.RequireSame(folder, order);
            return stored;
        }

        try
        {
            string answers = StoredEvaluation.AnswersFolder(folder);
            if (Directory.Exists(answers) && Directory.EnumerateFileSystemEntries(answers).Any())
            {
                throw new CppoException(
                    $"{folder} holds answers but no {StoredOrder.FileName} that says what was asked.", "Restore the file, or evaluate into another folder.");
            }

            Directory.CreateDirectory(answers);
            order.Write(folder);
            return order;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException($"The evaluation cannot be stored in {folder}: {error.Message}", "Choose a folder that you may write to.", error);
        }
    }
}
