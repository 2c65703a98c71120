using System.Globalization;
using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>Recognises which columns hold what.</summary>
internal static class LayoutReader
{
    /// <summary>What an unrecognised data set should look like.</summary>
    public const string Known =
        "Known are Geometry3K (images, problem, answer), ViRL39K (question, answer, image, qid or PassRate_*), verl (prompt, images, reward_model), VLMEvalKit (index, image, question, answer), "
        + "easy-VQA's folder, folders with a metadata file (file_name, question, answer), and question, answer, image(s) under these names; "
        + "name other columns with DataSetOptions.Columns.";

    /// <summary>The columns' names in the layout of easy-VQA, whose rows are lists.</summary>
    public static DataColumns EasyVqa { get; } = new("0", "1", "2");

    /// <summary>Recognises a layout, or takes the columns that were named.</summary>
    /// <exception cref="CppoException">No layout fits, or a named column is missing.</exception>
    public static (DataLayout Layout, DataColumns Columns) Recognise(string path, IReadOnlyList<string> found, DataColumns? named)
    {
        if (named is not null)
        {
            string[] missing = [.. new[] { named.Question, named.Answer, named.Pictures, named.Category }.OfType<string>().Except(found)];
            if (missing.Length == 0) return (DataLayout.Named, named);
            throw new CppoException($"{path} has no column {string.Join(" and no ", missing)}.", $"It has {List(found)}.");
        }

        bool Has(params string[] names) => names.All(found.Contains);
        string? First(params string[] names) => names.FirstOrDefault(found.Contains);
        string? category = First("category", "kind");
        string? question = First("question", "problem"), pictures = First("image", "images", "image_path");
        bool rated = Has("qid") || found.Any(IsPassRate);
        if (question is not null && Has("file_name", "answer"))
            return (DataLayout.ImageFolder, new(question, "answer", "file_name") { Category = category });
        if (Has(VerlRow.Prompt, VerlRow.RewardModel))
            return (DataLayout.Verl, new(VerlRow.Prompt, VerlRow.RewardModel, First("images")) { Category = First(VerlRow.ExtraInfo) });
        if (Has("images", "problem", "answer")) return (DataLayout.Geometry3K, new("problem", "answer", "images") { Category = category });
        if (Has("question", "answer", "image") && rated) return (DataLayout.ViRL39K, new("question", "answer", "image") { Category = category });
        if (Has("index", "question", "answer") && pictures is not null)
            return (DataLayout.VlmEvalKit, new("question", "answer", pictures) { Category = category });
        if (question is not null && pictures is not null && Has("answer"))
            return (DataLayout.QuestionAnswer, new(question, "answer", pictures) { Category = category });
        throw new CppoException($"The columns of {path} are of no layout that is known: {List(found)}.", Known);
    }

    /// <summary>Whether a column holds the share of right answers of some model.</summary>
    public static bool IsPassRate(string column) => column.StartsWith("PassRate", StringComparison.Ordinal);

    /// <summary>The answer's kind in easy-VQA, whose files do not say it.</summary>
    public static string EasyVqaCategory(string? answer) => answer switch
    {
        "yes" or "no" => "yes/no",
        "circle" or "rectangle" or "triangle" => "shape",
        _ => "color",
    };

    /// <summary>easy-VQA names pictures by number.</summary>
    public static object? EasyVqaPicture(object? number) =>
        number is long value ? string.Create(CultureInfo.InvariantCulture, $"images/{value}.png") : number;

    private static string List(IReadOnlyList<string> columns) => columns.Count switch
    {
        0 => "none",
        <= 24 => string.Join(", ", columns),
        _ => string.Join(", ", columns.Take(24)) + $" and {columns.Count - 24} more",
    };
}
