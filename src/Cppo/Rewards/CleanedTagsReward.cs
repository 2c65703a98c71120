using System.Text;
using Cppo.Rollouts;

namespace Cppo.Rewards;

/// <summary>
/// Another reward applied after EasyR1's clean-up: white space around <c>&lt;</c>, <c>&gt;</c> and <c>/</c> is removed from the response,
/// which makes <c>&lt; think &gt;</c> a tag, and also changes answers such as <c>1 / 2</c>. CPPO does not do it.
/// </summary>
/// <param name="inner">Scores the cleaned response.</param>
public sealed class CleanedTagsReward(IRewardFunction inner) : IRewardFunction
{
    /// <inheritdoc/>
    public Reward Score(string response, string target) => inner.Score(Clean(response), target);

    /// <inheritdoc/>
    public Reward Score(Response response, Sample sample) => inner.Score(response with { Text = Clean(response.Text) }, sample);

    private static string Clean(string response)
    {
        StringBuilder clean = new(response.Length);
        for (int i = 0; i < response.Length; i++)
        {
            char c = response[i];
            if (c is '<' or '>' or '/')
            {
                int end = clean.Length;
                while (end > 0 && WhiteSpace.Is(clean[end - 1])) end--;
                clean.Length = end;
                clean.Append(c);
                while (i + 1 < response.Length && WhiteSpace.Is(response[i + 1])) i++;
            }
            else
            {
                clean.Append(c);
            }
        }

        return clean.ToString();
    }
}
