using Cppo.Runtime;

namespace Cppo.Evaluation;

/// <summary>pass@k without bias, from more than k answers (Chen et al. 2021, arXiv 2107.03374, equation 1).</summary>
public static class PassEstimator
{
    /// <summary>1 - C(n - c, k) / C(n, k): the chance that k of the n answers, drawn without putting back, hold a right one.</summary>
    /// <param name="answers">n, answers drawn.</param>
    /// <param name="correct">c, right ones among them.</param>
    /// <param name="k">How many one may try; from 1 to n.</param>
    /// <exception cref="CppoException">The counts are impossible.</exception>
    public static double Of(int answers, int correct, int k)
    {
        if (correct < 0 || correct > answers || k < 1 || k > answers)
        {
            throw new CppoException(
                $"pass@{k} cannot be estimated from {correct} right answers of {answers}.",
                "Draw at least k answers a sample.");
        }

        if (answers - correct < k) return 1;
        double none = 1;
        for (int i = answers - correct + 1; i <= answers; i++) none *= 1 - ((double)k / i);
        return 1 - none;
    }
}
