using Cppo.Images;
using Cppo.Models;
using Cppo.Text;

namespace Cppo.Rollouts;

/// <summary>One training or evaluation example: pictures, a question about them, and the answer that counts as right.</summary>
/// <param name="Id">Names the sample for good; random draws that belong to the sample are functions of it.</param>
/// <param name="Pictures">In the order of their placeholders.</param>
/// <param name="Question">The user's text, without placeholders.</param>
/// <param name="Answer">The target of the grader.</param>
public sealed record Sample(ulong Id, IReadOnlyList<Picture> Pictures, string Question, string Answer)
{
    /// <summary>What kind of task it is, for tables by category; empty where unknown.</summary>
    public string Kind { get; init; } = "";

    /// <summary>
    /// Where the pictures stand in the question: for each the number of characters before it, never falling. Empty: all of them in
    /// front of it, as Qwen2.5-VL was trained.
    /// </summary>
    public IReadOnlyList<int> PicturePlaces { get; init; } = [];

    /// <summary>
    /// The options of a multiple-choice question by their letters, for graders that take an option's text for its letter; empty for any
    /// other question. Where the model is to read them, they stand in the question too.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Choices { get; init; } = [];

    /// <summary>Difficulty, 0 = easy; -1 where unknown.</summary>
    public int Level { get; init; } = -1;

    /// <summary>A response that is known to be right, where there is one.</summary>
    public string? Reference { get; init; }

    /// <summary>The prompt as a model reads it: pictures where they stand in the question, then the head of the answer.</summary>
    /// <param name="policy">Whose template, tokenizer and image processor.</param>
    /// <param name="pictures">Others in place of the sample's own; as many.</param>
    /// <exception cref="Runtime.CppoException">Places and pictures do not fit together, or a picture cannot be processed.</exception>
    public EncodedPrompt Encode(Policy policy, IReadOnlyList<Picture>? pictures = null)
    {
        pictures ??= Pictures;
        return policy.EncodePrompt([Turn(pictures.Count)], pictures);
    }

    /// <summary>The question as a turn, with places for its pictures.</summary>
    /// <exception cref="Runtime.CppoException">The places lie outside the question, or fall.</exception>
    internal ChatTurn Turn(int pictures) =>
        PicturePlaces.Count == 0 ? new("user", Question, pictures) : ChatTurn.WithPlaces("user", Question, PicturePlaces);
}
