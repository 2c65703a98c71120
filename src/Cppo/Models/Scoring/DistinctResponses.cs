namespace Cppo.Models.Scoring;

/// <summary>
/// Which responses of a batch are the same tokens after the same prompt. A model gives equal rows equal scores, so that one of
/// them has to be run; gradients of the others add up there. Groups with a low temperature or short answers hold many.
/// </summary>
internal sealed class DistinctResponses
{
    private DistinctResponses(int[] rows, int[] of) => (Rows, Of) = (rows, of);

    /// <summary>The first of each, ascending.</summary>
    public IReadOnlyList<int> Rows { get; }

    /// <summary>For every response the index in <see cref="Rows"/> of its like.</summary>
    public IReadOnlyList<int> Of { get; }

    /// <summary>Finds them; every response is its own where <paramref name="apart"/>, for passes that treat rows differently (dropout).</summary>
    public static DistinctResponses Among(IReadOnlyList<int> promptOf, IReadOnlyList<IReadOnlyList<int>> responses, bool apart)
    {
        int[] of = new int[responses.Count];
        List<int> rows = [];
        Dictionary<(int Prompt, IReadOnlyList<int> Tokens), int> seen = new(new SameTokens());
        for (int row = 0; row < of.Length; row++)
        {
            if (!apart && !seen.TryAdd((promptOf[row], responses[row]), rows.Count))
            {
                of[row] = seen[(promptOf[row], responses[row])];
                continue;
            }

            of[row] = rows.Count;
            rows.Add(row);
        }

        return new([.. rows], of);
    }

    private sealed class SameTokens : IEqualityComparer<(int Prompt, IReadOnlyList<int> Tokens)>
    {
        public bool Equals((int Prompt, IReadOnlyList<int> Tokens) x, (int Prompt, IReadOnlyList<int> Tokens) y) =>
            x.Prompt == y.Prompt && x.Tokens.SequenceEqual(y.Tokens);

        public int GetHashCode((int Prompt, IReadOnlyList<int> Tokens) response)
        {
            HashCode hash = default;
            hash.Add(response.Prompt);
            foreach (int token in response.Tokens) hash.Add(token);
            return hash.ToHashCode();
        }
    }
}
