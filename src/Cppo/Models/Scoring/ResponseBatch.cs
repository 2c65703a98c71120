using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Scoring;

/// <summary>R responses as right-padded tensors of the U that differ.</summary>
internal sealed class ResponseBatch : IDisposable
{
    private readonly Tensor sources, targets; // [N], the real tokens of all R responses: where they are in the [M] scored, and in [R * T]

    /// <param name="prompts">P prompts.</param>
    /// <param name="promptOf">R indices into the prompts.</param>
    /// <param name="responses">R responses as token ids.</param>
    /// <param name="model">Whose ids they are.</param>
    public ResponseBatch(
        IReadOnlyList<EncodedPrompt> prompts, IReadOnlyList<int> promptOf, IReadOnlyList<IReadOnlyList<int>> responses, QwenModel model)
    {
        Require(prompts, promptOf, responses, model.Configuration.Text.VocabularySize);
        DistinctResponses distinct = DistinctResponses.Among(promptOf, responses, apart: model.Adapter is { Options.Dropout: > 0 });
        Rows = responses.Count;
        Length = responses.Max(response => response.Count);
        int rows = distinct.Rows.Count;
        long[] ids = new long[rows * Length], positions = new long[rows * Length], start = new long[rows];
        List<long> places = [], from = [], to = [];
        for (int i = 0; i < rows; i++)
        {
            int row = distinct.Rows[i], first = prompts[promptOf[row]].Positions.Next;
            start[i] = places.Count;
            for (int t = 0; t < Length; t++)
            {
                int place = (i * Length) + t;
                positions[place] = first + t;
                if (t >= responses[row].Count) continue;
                ids[place] = responses[row][t];
                places.Add(place);
            }
        }

        for (int row = 0; row < Rows; row++)
        {
            for (int t = 0; t < responses[row].Count; t++)
            {
                from.Add(start[distinct.Of[row]] + t);
                to.Add((row * Length) + t);
            }
        }

        using DisposeScope scope = NewDisposeScope();
        Device device = model.Device;
        Ids = tensor(ids, [rows, Length], device: device).DetachFromDisposeScope();
        Positions = tensor(positions, [rows, Length], device: device).unsqueeze(0).expand(3, rows, Length).DetachFromDisposeScope();
        Places = tensor(places.ToArray(), device: device).DetachFromDisposeScope();
        PromptOf = tensor(distinct.Rows.Select(row => (long)promptOf[row]).ToArray(), device: device).DetachFromDisposeScope();
        sources = tensor(from.ToArray(), device: device).DetachFromDisposeScope();
        targets = tensor(to.ToArray(), device: device).DetachFromDisposeScope();
    }

    public int Rows { get; }

    public int Length { get; }

    public Tensor Ids { get; } // [U, T]

    public Tensor Positions { get; } // [3, U, T]

    public Tensor PromptOf { get; } // [U]

    /// <summary>[M]: where the real tokens lie in the flattened batch of those that differ.</summary>
    public Tensor Places { get; }

    /// <summary>[R, T], 1 at tokens and 0 at padding.</summary>
    public Tensor Mask(ScalarType type) => zeros(Rows * Length, type, targets.device).index_fill_(0, targets, 1).view(Rows, Length);

    /// <summary>What was found at the <see cref="Places"/>, where all responses have it: [M, ...] -> [R, T, ...], zero at padding.</summary>
    public Tensor Spread(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] rest = values.shape[1..];
        return zeros([Rows * Length, .. rest], values.dtype, values.device)
            .index_copy(0, targets, values.index_select(0, sources)).view([Rows, Length, .. rest]).MoveToOuterDisposeScope();
    }

    private static void Require(
        IReadOnlyList<EncodedPrompt> prompts, IReadOnlyList<int> promptOf, IReadOnlyList<IReadOnlyList<int>> responses, int vocabulary)
    {
        const string Advice = "Pass at least one response, the index of its prompt for each, and ids of the model's own tokenizer.";
        if (promptOf.Count != responses.Count)
            throw new ModelException($"{responses.Count} responses came with the prompt indices of {promptOf.Count}.", Advice);
        if (responses.Count == 0 || responses.All(response => response.Count == 0))
            throw new ModelException("There is no response token to score.", Advice);
        foreach (int index in promptOf)
        {
            if (index < 0 || index >= prompts.Count)
                throw new ModelException($"A response names prompt {index}; there are {prompts.Count}.", Advice);
        }

        foreach (int id in responses.SelectMany(response => response))
        {
            if (id < 0 || id >= vocabulary)
                throw new ModelException($"A response holds the token id {id}; the model has 0..{vocabulary - 1}.", Advice);
        }
    }

    public void Dispose()
    {
        Ids.Dispose();
        Positions.Dispose();
        Places.Dispose();
        PromptOf.Dispose();
        sources.Dispose();
        targets.Dispose();
    }
}
