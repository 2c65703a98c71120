namespace Cppo.Data;

/// <summary>What becomes of a row that cannot be used.</summary>
public enum BrokenRows
{
    /// <summary>It is left out, and listed with its number and its reason in the report.</summary>
    Skip,

    /// <summary>The first one ends the work with its error.</summary>
    Fail,
}

/// <summary>How closely pictures are looked at before their row is chosen.</summary>
public enum PictureCheck
{
    /// <summary>Not at all; a picture that is missing or damaged shows when it is used.</summary>
    None,

    /// <summary>They are opened, their size is read, and nothing is decoded.</summary>
    Head,

    /// <summary>They are decoded, which also finds those that are cut off.</summary>
    Decode,
}

/// <summary>How a data set is read, and how its rows become prompts.</summary>
public sealed record DataSetOptions
{
    /// <summary>Which columns hold what, for layouts that are not recognised; null recognises one.</summary>
    public DataColumns? Columns { get; init; }

    /// <summary>The folder that paths of pictures start from; null looks beside the file, then in the folders there.</summary>
    public string? PictureFolder { get; init; }

    /// <summary>Whether paths of pictures may be absolute or lead out of the folder. Off: a data set reads no file of yours but its own.</summary>
    public bool AllowPathsOutside { get; init; }

    /// <summary>What becomes of rows that cannot be used.</summary>
    public BrokenRows BrokenRows { get; init; } = BrokenRows.Skip;

    /// <summary>How closely pictures are looked at when rows are chosen.</summary>
    public PictureCheck PictureCheck { get; init; } = PictureCheck.Head;

    /// <summary>What is appended to every question after a blank; null or empty for nothing, and questions that end with it stay as they are.</summary>
    public string? Instruction { get; init; } = Instructions.ThinkThenBox;

    /// <summary>
    /// Composes the user's text of a row, up to the instruction: options, hints and all; it is asked as it is. Null asks as the layout does.
    /// </summary>
    public Func<DataRow, string>? Question { get; init; }

    /// <summary>Whether answers stand in \boxed{}; null for what the layout does (ViRL39K's do).</summary>
    public bool? BoxedAnswers { get; init; }

    /// <summary>
    /// As the published recipe prepares ViRL39K: rows with more than one picture are dropped, and pictures whose shorter side has fewer
    /// than 28 pixels are enlarged to it (Lanczos). Off: several pictures are fine, and sizes are the image processor's matter.
    /// </summary>
    public bool AsRecipe { get; init; }
}
