using System.IO.Enumeration;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>A file of a benchmark.</summary>
/// <param name="Name">Its name, or a pattern with an asterisk.</param>
/// <param name="Samples">How many samples it holds.</param>
public sealed record BenchmarkFile(string Name, int Samples)
{
    /// <summary>Whether the name says too little to be taken outside a folder of the benchmark's name ("test-*.parquet").</summary>
    public bool OnlyInOwnFolder { get; init; }

    /// <summary>Whether a file's name is this one.</summary>
    public bool Fits(string name) => FileSystemName.MatchesSimpleExpression(Name, name, ignoreCase: false);
}

/// <summary>How the rows of a benchmark's files are read.</summary>
/// <param name="Name">Who writes files of this layout.</param>
/// <param name="Files">The files, the paper's first.</param>
public sealed record BenchmarkLayout(string Name, IReadOnlyList<BenchmarkFile> Files)
{
    /// <summary>The column with the question; null where <see cref="Prompt"/> is all that is asked.</summary>
    public string? Question { get; init; } = "question";

    /// <summary>What is asked: "{question}" is the question, "{options}" a line for each option ("A. 12 cm").</summary>
    public string Prompt { get; init; } = "{question}";

    /// <summary>What is added for rows of a kind of answer, by the content of <see cref="AnswerType"/>.</summary>
    public IReadOnlyDictionary<string, string> Hints { get; init; } = new Dictionary<string, string>();

    /// <summary>The column with the kind of answer; null where there is none.</summary>
    public string? AnswerType { get; init; }

    /// <summary>Columns with the target, the first that a row has: a letter, a value, or an option's text.</summary>
    public IReadOnlyList<string> Answer { get; init; } = ["answer"];

    /// <summary>Columns with pictures, the first that the file has.</summary>
    public IReadOnlyList<string> Pictures { get; init; } = ["image", "image_path"];

    /// <summary>Columns with the category, the first that the file has; "metadata/task" is an entry of a structure. May be empty.</summary>
    public IReadOnlyList<string> Category { get; init; } = [];

    /// <summary>The column that names the problem whose steps the rows are, for a score over problems; null where rows stand alone.</summary>
    public string? Problem { get; init; }

    /// <summary>
    /// Columns with the options, the first that the file has: a list (also as Python writes it), or text with a line for each ("A: 12 cm").
    /// Where empty, they are the columns A, B, C, ...
    /// </summary>
    public IReadOnlyList<string> Options { get; init; } = [];
}
