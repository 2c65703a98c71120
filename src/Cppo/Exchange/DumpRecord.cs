using System.Globalization;

namespace Cppo.Exchange;

/// <summary>Whose rollout dumps they are.</summary>
public enum DumpFormat
{
    /// <summary>verl's trainer.rollout_data_dir and validation_data_dir: STEP.jsonl with input, output, gts, score, step and what the reward function added.</summary>
    Verl,

    /// <summary>AReaL's rollout.dump_to_file: VERSION/TASK.jsonl with task_id, sample_idx, seqlen, prompt_len, head_version, tail_version, reward, prompt, completion.</summary>
    Areal,
}

/// <summary>One response of a dump.</summary>
public sealed record DumpRecord
{
    /// <summary>verl: the training step, from 1. AReaL: the version of the weights that drew the last token, from 0.</summary>
    public required int Step { get; init; }

    /// <summary>The prompt as the dump has it: rendered by the chat template, in verl's case without special tokens.</summary>
    public required string Prompt { get; init; }

    /// <summary>The response.</summary>
    public required string Response { get; init; }

    /// <summary>The target of the grader; null where the dump has none (AReaL's never has).</summary>
    public string? Target { get; init; }

    /// <summary>The reward that their trainer used; NaN where the dump has none.</summary>
    public required double Score { get; init; }

    /// <summary>The response's tokens; null where the dump does not say (verl's does not).</summary>
    public int? Tokens { get; init; }

    /// <summary>Responses with equal keys answer the same prompt of the same step.</summary>
    public required string GroupKey { get; init; }

    /// <summary>Everything else that stands in the row, by name.</summary>
    public IReadOnlyDictionary<string, object?> Others { get; init; } = new Dictionary<string, object?>();

    /// <summary>The user's turn of the prompt without picture marks, or the whole prompt where no turn is recognised.</summary>
    public string Question => PromptTurn.UserOf(Prompt);

    /// <summary>Takes a row apart.</summary>
    /// <param name="format">Whose it is.</param>
    /// <param name="row">Its values by name.</param>
    /// <param name="fileStep">The step that the file's name or folder says; null where it says none.</param>
    /// <returns>The record, or what is wrong with the row.</returns>
    internal static (DumpRecord? Record, string? Problem) Of(DumpFormat format, IReadOnlyDictionary<string, object?> row, int? fileStep)
    {
        bool verl = format == DumpFormat.Verl;
        string promptName = verl ? "input" : "prompt", responseName = verl ? "output" : "completion", stepName = verl ? "step" : "tail_version";
        if (row.GetValueOrDefault(promptName) is not string prompt) return (null, $"has no text in \"{promptName}\"");
        if (row.GetValueOrDefault(responseName) is not string response) return (null, $"has no text in \"{responseName}\"");
        if (Whole(row.GetValueOrDefault(stepName)) is not { } step)
        {
            if (row.ContainsKey(stepName) || fileStep is not { } named) return (null, $"has no whole number in \"{stepName}\"");
            step = named;
        }

        string? target = verl ? Text(row.GetValueOrDefault("gts")) : null;
        string key = verl ? $"{Text(row.GetValueOrDefault("uid"))}\n{target}\n{prompt}" : $"{Text(row.GetValueOrDefault("task_id"))}\n{prompt}";
        string[] used = verl ? ["input", "output", "gts", "score", "step"] : ["prompt", "completion", "reward", "tail_version"];
        int? tokens = Whole(row.GetValueOrDefault("seqlen")) - Whole(row.GetValueOrDefault("prompt_len"));
        return (new()
        {
            Step = step,
            Prompt = prompt,
            Response = response,
            Target = target,
            Score = Number(row.GetValueOrDefault(verl ? "score" : "reward")),
            Tokens = verl || tokens < 0 ? null : tokens,
            GroupKey = key,
            Others = row.Where(entry => !used.Contains(entry.Key)).ToDictionary(entry => entry.Key, entry => entry.Value),
        }, null);
    }

    private static int? Whole(object? value) => value is long number and >= 0 and <= int.MaxValue ? (int)number : null;

    private static double Number(object? value) => value switch
    {
        long whole => whole,
        double number => number,
        bool flag => flag ? 1 : 0,
        _ => double.NaN,
    };

    private static string? Text(object? value) => value switch
    {
        string text => text,
        long or double => Convert.ToString(value, CultureInfo.InvariantCulture),
        _ => null,
    };
}
