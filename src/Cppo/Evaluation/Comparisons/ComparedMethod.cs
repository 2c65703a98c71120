using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Evaluation.Comparisons;

/// <summary>A method under the name that a comparison gives it.</summary>
/// <param name="Label">Short, and part of a folder's name: letters, digits, ".", "-" and "_".</param>
/// <param name="Method">What its runs do.</param>
public sealed record ComparedMethod(string Label, Method Method)
{
    private const string Form = "Write a preset (grpo), with changes (cppo ContrastiveWeight=0.05), or with a name of its own (strong=cppo ContrastiveWeight=0.05).";

    /// <summary>Whether a label can be one.</summary>
    public static bool IsLabel(string label) =>
        label.Length is > 0 and <= 60 && char.IsAsciiLetterOrDigit(label[0]) && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Reads one method: a preset, then changes separated by blanks; "name=preset" gives it a name of its own.</summary>
    /// <exception cref="CppoException">There is no such preset or option, or the name cannot be one.</exception>
    public static ComparedMethod Parse(string text)
    {
        string[] words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) throw new CppoException("A method of the comparison is empty.", Form);
        string[] head = words[0].Split('=', 2);
        Method method = Methods.Named(head[^1]).With(words[1..]);
        string label = head.Length == 2 ? head[0] : string.Join('-', words.Select(word => word.Replace('=', '-'))).ToLowerInvariant();
        label = head.Length == 2 ? label : new([.. label.Select(c => IsLabel($"a{c}") ? c : '.')]);
        return IsLabel(label) ? new(label, method) : throw new CppoException($"\"{label}\" cannot be the name of a method: it is part of a folder's name.", Form);
    }

    /// <summary>Reads several, separated by commas, or by semicolons where there is one.</summary>
    /// <exception cref="CppoException">As for one.</exception>
    public static IReadOnlyList<ComparedMethod> ParseAll(string text) =>
        [.. text.Split(text.Contains(';') ? ';' : ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];

    /// <summary>
    /// The methods with the same changes for all. A change that cannot act under a method (a perturbation under GRPO), or that would make it
    /// another one (a contrastive weight under GRPO), leaves that method as it was, unless it can act under none.
    /// </summary>
    /// <param name="methods">Unchanged.</param>
    /// <param name="assignments">"name=value" each.</param>
    /// <exception cref="CppoException">There is no such option, it cannot have that value, or it can act under no method.</exception>
    public static IReadOnlyList<ComparedMethod> WithAll(IReadOnlyList<ComparedMethod> methods, IEnumerable<string> assignments)
    {
        ComparedMethod[] changed = [.. methods];
        foreach (string assignment in assignments)
        {
            CppoException? refused = null;
            bool acts = false;
            for (int i = 0; i < changed.Length; i++)
            {
                Method with = changed[i].Method;
                try
                {
                    with = with.With([assignment]);
                    with.Validate();
                    if (with.IsContrastive && !changed[i].Method.IsContrastive) throw BecomesContrastive(assignment, changed[i].Label);
                    acts = true;
                }
                catch (CppoException error)
                {
                    refused = error;
                    continue;
                }

                changed[i] = changed[i] with { Method = with };
            }

            if (!acts && refused is not null) throw refused;
        }

        return changed;
    }

    private static CppoException BecomesContrastive(string assignment, string label) => new(
        $"{assignment} would give {label} the contrastive loss that tells the others from it.", $"Give it to one method alone, as in \"strong=cppo {assignment}\".");
}
