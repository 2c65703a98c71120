namespace Cppo.Data;

/// <summary>
/// What stands in a row of verl's layout (examples/data_preprocess/geo3k.py of verl, and of vbdi/cppo): the prompt as a list of messages,
/// the answer in reward_model.ground_truth, and extra_info, in which a category may stand.
/// </summary>
internal static class VerlRow
{
    /// <summary>The column of messages.</summary>
    public const string Prompt = "prompt";

    /// <summary>The column with the answer.</summary>
    public const string RewardModel = "reward_model";

    /// <summary>The column of everything else.</summary>
    public const string ExtraInfo = "extra_info";

    /// <summary>The content of the one message; null where there is none.</summary>
    /// <exception cref="DataRowException">There are several messages.</exception>
    public static object? Question(DataRow row, object? prompt) => prompt switch
    {
        IReadOnlyList<object?> { Count: > 1 } messages => throw row.Wrong(
            $"has a prompt of {messages.Count} messages", "Keep one user message: a sample is one question."),
        IReadOnlyList<object?> { Count: 1 } messages => Part(messages[0], "content"),
        IReadOnlyList<object?> => null,
        var other => other,
    };

    /// <summary>The ground truth; null where there is none.</summary>
    public static object? Answer(object? rewardModel) => Part(rewardModel, "ground_truth");

    /// <summary>The category that this library writes; empty where there is none.</summary>
    public static string Category(object? extraInfo) => Part(extraInfo, "category") as string ?? "";

    private static object? Part(object? structure, string name) => (structure as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault(name);
}
