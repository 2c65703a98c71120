using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Data;

/// <summary>Which rows are wanted. What is left out here wants all.</summary>
public sealed record DataFilter
{
    /// <summary>Bounds of numeric columns, by column: shares of right answers (PassRate_7BBase) above all.</summary>
    public IReadOnlyDictionary<string, Bounds> Numbers { get; init; } = new Dictionary<string, Bounds>();

    /// <summary>The categories wanted; empty for all.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Length of the question as the file has it, in characters.</summary>
    public Bounds? Characters { get; init; }

    /// <summary>Length of the user's text in tokens: options and instruction included, pictures not. Needs <see cref="Tokenizer"/>.</summary>
    public Bounds? Tokens { get; init; }

    /// <summary>What <see cref="Tokens"/> counts with.</summary>
    public Tokenizer? Tokenizer { get; init; }

    /// <summary>How many pictures.</summary>
    public Bounds? Pictures { get; init; }

    /// <summary>Width and height of every picture, in pixels.</summary>
    public Bounds? Side { get; init; }

    /// <summary>Anything else; called last.</summary>
    public Func<DataRow, bool>? Where { get; init; }

    /// <summary>Why a row is dropped; null for one that is wanted.</summary>
    /// <exception cref="DataRowException">The row cannot be used.</exception>
    internal string? Reason(DataRow row, DataSet data)
    {
        foreach ((string column, Bounds bounds) in Numbers)
        {
            if (row.NumberIn(column) is not { } value) return $"no number in {column}";
            if (!bounds.Contains(value)) return $"{column} not {bounds}";
        }

        if (Categories.Count > 0 && !Categories.Contains(row.Category)) return $"category not {string.Join(" or ", Categories)}";
        if (Characters is { } characters && !characters.Contains(row.Question.Length)) return $"question not of {characters} characters";
        if (data.Options.AsRecipe && row.Pictures.Count > 1) return "more than one picture (as the recipe)";
        if (Pictures is { } pictures && !pictures.Contains(row.Pictures.Count)) return $"not {pictures} pictures";
        if (Tokens is { } tokens && !tokens.Contains(Tokenizer!.Encode(PromptText.Of(row, data).Question).Count)) return $"question not of {tokens} tokens";
        if (Side is { } side && row.Pictures.Select(picture => picture.Size()).Any(size => !side.Contains(size.Width) || !side.Contains(size.Height)))
            return $"a picture's side not {side} pixels";
        return Where is null || Where(row) ? null : "not wanted by the condition";
    }

    /// <summary>Refuses what no row can fulfil.</summary>
    /// <exception cref="CppoException">A column that is not there, or no tokenizer.</exception>
    internal void Require(DataSet data)
    {
        string[] missing = [.. Numbers.Keys.Except(data.Columns)];
        if (missing.Length > 0)
        {
            throw new CppoException(
                $"{data.Path} has no column {string.Join(" and no ", missing)} to filter by.", $"It has {string.Join(", ", data.Columns)}.");
        }

        if (Categories.Count > 0 && data.Roles.Category is null && data.Layout != DataLayout.EasyVqa)
            throw new CppoException($"{data.Path} has no categories to filter by.", "Leave the filter out, or name the column with DataSetOptions.Columns.");
        if (Tokens is not null && Tokenizer is null)
            throw new CppoException("The filter by tokens has no tokenizer.", "Set DataFilter.Tokenizer, for instance to policy.Tokenizer.");
    }
}
