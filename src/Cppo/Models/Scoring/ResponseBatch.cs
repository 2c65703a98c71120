using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Models.Scoring;

/// <summary>R responses as right-padded tensors.</summary>
internal sealed class ResponseBatch : IDisposable
{
    public ResponseBatch(
        IReadOnlyList<EncodedPrompt> prompts, IReadOnlyList<int> promptOf, IReadOnlyList<IReadOnlyList<int>> responses, int vocabulary, Device device)
    {
        Require(prompts, promptOf, responses, vocabulary);
        Rows = responses.Count;
        Length = responses.Max(response => response.Count);
        long[] ids = new long[Rows * Length], positions = new long[Rows * Length];
        List<long> places = [];
        for (int row = 0; row < Rows; row++)
        {
            int first = prompts[promptOf[row]].Positions.Next;
            for (int t = 0; t < Length; t++)
            {
                int place = (row * Length) + t;
                positions[place] = first + t;
                if (t >= responses[row].Count) continue;
                ids[place] = responses[row][t];
                places.Add(place);
            }
        }

        using DisposeScope scope = NewDisposeScope();
        Ids = tensor(ids, [Rows, Length], device: device).DetachFromDisposeScope();
        Positions = tensor(positions, [Rows, Length], device: device).unsqueeze(0).expand(3, Rows, Length).DetachFromDisposeScope();
        Places = tensor(places.ToArray(), device: device).DetachFromDisposeScope();
        PromptOf = tensor(promptOf.Select(index => (long)index).ToArray(), device: device).DetachFromDisposeScope();
    }

    public int Rows { get; }

    public int Length { get; }

    public Tensor Ids { get; } // [R, T]

    public Tensor Positions { get; } // [3, R, T]

    public Tensor PromptOf { get; } // [R]

    /// <summary>[M]: where the real tokens lie in the flattened batch.</summary>
    public Tensor Places { get; }

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
    }
}
