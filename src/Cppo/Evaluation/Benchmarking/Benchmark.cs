using Cppo.Data;
using Cppo.Rewards;
using Cppo.Runtime;

namespace Cppo.Evaluation.Benchmarking;

/// <summary>What the answers of a benchmark are.</summary>
public enum BenchmarkAnswers
{
    /// <summary>The letter of one option.</summary>
    Choice,

    /// <summary>One letter or several; the options stand in the question or in the picture.</summary>
    Letters,

    /// <summary>Options for some questions, numbers or text for others.</summary>
    Mixed,
}

/// <summary>A benchmark as data: which files, which columns, what is asked, and how an answer is judged.</summary>
public sealed record Benchmark
{
    /// <summary>Its name in options ("mathvista").</summary>
    public required string Name { get; init; }

    /// <summary>Its name in tables ("MathVista").</summary>
    public required string Title { get; init; }

    /// <summary>The paper and the repository that it comes from.</summary>
    public required string Source { get; init; }

    /// <summary>What its answers are.</summary>
    public required BenchmarkAnswers Answers { get; init; }

    /// <summary>The layouts in which it is read; the paper's evaluation used the first file of the first.</summary>
    public required IReadOnlyList<BenchmarkLayout> Layouts { get; init; }

    /// <summary>What ends every question: the paper's instruction, in place of the benchmark's own words about the form of the answer.</summary>
    public string? Instruction { get; init; } = Instructions.ThinkThenBox;

    /// <summary>What the figure is not, against the published one; empty where there is nothing to say.</summary>
    public string Note { get; init; } = "";

    /// <summary>The files that are looked for, in words.</summary>
    public string Expected => string.Join(" or ", Layouts.SelectMany(layout => layout.Files).Select(file => file.Name));

    /// <summary>Judges its answers: options by letter or text, everything else by a grader of texts.</summary>
    /// <param name="text">Compares texts; the fair grader where null.</param>
    public IAnswerGrader Grader(IAnswerGrader? text = null) =>
        new ChoiceGrader(text ?? new FairGrader()) { SeveralLetters = Answers == BenchmarkAnswers.Letters };

    /// <summary>
    /// Where its file lies: the path itself where it is a file; else in a folder, in a folder of the benchmark's name there, or in their
    /// <c>data</c> folders. Null where none is there.
    /// </summary>
    /// <param name="path">A file or a folder.</param>
    /// <param name="own">Whether the folder is this benchmark's alone, so that names that say little are taken there.</param>
    public BenchmarkPlace? Find(string path, bool own = false)
    {
        if (File.Exists(path)) return new(path, LayoutOf(path), Layouts.SelectMany(layout => layout.Files).FirstOrDefault(file => file.Fits(Path.GetFileName(path))));
        if (!Directory.Exists(path)) return null;
        own |= IsOwn(path);
        (string Path, bool Own)[] folders =
        [
            .. Directory.GetDirectories(path).Where(IsOwn).Select(folder => (folder, true)).Prepend((path, own))
                .SelectMany(folder => new[] { folder, (Path.Combine(folder.Item1, "data"), folder.Item2) }).Where(folder => Directory.Exists(folder.Item1)),
        ];
        foreach ((BenchmarkLayout layout, BenchmarkFile file) in Layouts.SelectMany(layout => layout.Files.Select(file => (layout, file))))
        {
            (string Path, bool Own) found = folders.FirstOrDefault(folder => (folder.Own || !file.OnlyInOwnFolder) && Directory.GetFiles(folder.Path, file.Name).Length > 0);
            if (found.Path is not null) return new(Path.Combine(found.Path, file.Name), layout, file);
        }

        return null;
    }

    /// <summary>Opens its samples.</summary>
    /// <param name="path">The file, or a folder that holds it.</param>
    /// <param name="samples">At most so many, drawn by the seed; all in the file's order where null.</param>
    /// <param name="seed">Of the draw.</param>
    /// <param name="instruction">Whether <see cref="Instruction"/> ends the questions.</param>
    /// <exception cref="CppoException">There is no such file, or its columns are others.</exception>
    public BenchmarkSamples Open(string path, int? samples = null, ulong seed = 0, bool instruction = true)
    {
        BenchmarkPlace place = Find(path, own: true) ?? throw new CppoException($"{path} holds no file of {Title}.", $"It should hold {Expected}.");
        return BenchmarkSamples.Open(this, place, samples, seed, instruction);
    }

    private bool IsOwn(string folder) => Folded(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))) is { } name && (name == Folded(Name) || name == Folded(Title));

    private BenchmarkLayout LayoutOf(string file) =>
        Layouts.FirstOrDefault(layout => layout.Files.Any(known => known.Fits(Path.GetFileName(file))))
        ?? Layouts.FirstOrDefault(layout => layout.Files.Any(known => Path.GetExtension(known.Name) == Path.GetExtension(file))) ?? Layouts[0];

    private static string Folded(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}

/// <summary>Where a benchmark's file was found.</summary>
/// <param name="Path">The file, or a pattern of files.</param>
/// <param name="Layout">How it is read.</param>
/// <param name="File">Which of the known files it is; null for one of another name.</param>
public sealed record BenchmarkPlace(string Path, BenchmarkLayout Layout, BenchmarkFile? File);
