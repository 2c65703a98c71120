namespace Cppo.Data;

/// <summary>Texts that are appended to questions.</summary>
public static class Instructions
{
    /// <summary>The published recipes' (examples/data_preprocess of vbdi/cppo, and of verl): think first, then answer in a box.</summary>
    public const string ThinkThenBox =
        "You FIRST think about the reasoning process as an internal monologue and then provide the final answer. "
        + "The reasoning process MUST BE enclosed within <think> </think> tags. The final answer MUST BE put in \\boxed{}.";
}
