namespace Cppo.Exchange;

/// <summary>
/// The reward function that verl loads (custom_reward_function). Ours to write, theirs to run: it scores as this library does with the
/// grader of the method, the paper's being mathruler itself.
/// </summary>
internal static class RewardSource
{
    /// <summary>The file.</summary>
    public const string File = "reward.py";

    /// <summary>The function that grades by mathruler.</summary>
    public const string Paper = "compute_score_paper";

    private const string Exact = "compute_score_exact";

    /// <summary>What the file holds.</summary>
    public const string Text =
        """"
        """Rewards for custom_reward_function of verl: 0.9 accuracy + 0.1 format.

        compute_score_paper grades the last \\boxed{} with mathruler, as the CPPO recipe does; pip install mathruler==0.1.0.
        compute_score_exact wants the answer character by character. Answers without a box are never right.
        """

        import re

        FORMAT = re.compile(r"<think>.*</think>.*\\boxed\{.*\}.*", re.DOTALL)
        BOX = "\\boxed{"


        def last_box(response):
            """The content of the last box, or None where there is none or it is never closed."""
            start = response.rfind(BOX)
            if start < 0:
                return None
            start += len(BOX)
            depth = 0
            for place in range(start, len(response)):
                if response[place] == "{":
                    depth += 1
                elif response[place] == "}":
                    depth -= 1
                    if depth < 0:
                        return response[start:place].strip()
            return None


        def score(response, is_right):
            form = 1.0 if FORMAT.fullmatch(response) else 0.0
            accuracy = 1.0 if is_right else 0.0
            return {"score": 0.9 * accuracy + 0.1 * form, "acc": accuracy, "format": form}


        def compute_score_paper(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
            from mathruler.grader import grade_answer

            answer = last_box(solution_str)
            return score(solution_str, answer is not None and grade_answer(answer, ground_truth))


        def compute_score_exact(data_source, solution_str, ground_truth, extra_info=None, **kwargs):
            return score(solution_str, last_box(solution_str) == ground_truth)

        """";

    /// <summary>The function of a reward by its option's text; null where there is none.</summary>
    public static string? NameOf(string? reward) => reward switch
    {
        "paper" => Paper,
        "exact" => Exact,
        _ => null,
    };

    /// <summary>The reward that a function stands for; null for a function that is not ours.</summary>
    public static string? OptionOf(string name) => name switch
    {
        Paper => "paper",
        Exact => "exact",
        _ => null,
    };
}
