using Cppo.Images;
using Cppo.Worlds;

namespace Cppo.Tests.Evaluation.Benchmarking;

/// <summary>Small files in the layouts of the benchmarks: a picture in every row, the columns that their readers use.</summary>
internal static class BenchmarkFiles
{
    public static Picture Picture { get; } = new ProceduralWorld(3).Sample(0).Pictures[0];

    public static string Base64 { get; } = Convert.ToBase64String(Picture.ToPng());

    /// <summary>Every file of the paper's evaluation, by name: columns beside index and image, and rows.</summary>
    public static IReadOnlyDictionary<string, (string[] Columns, string[][] Rows)> Tables { get; } = new Dictionary<string, (string[], string[][])>
    {
        ["LogicVista.tsv"] = (["question", "answer", "skill"],
        [
            ["Which figure comes next? Select from A, B, C, D", "B", "inductive"],
            ["Which two are alike? Select from A to E", "A, C", "deductive"],
        ]),
        ["MathVista_MINI.tsv"] = (["question", "answer", "answer_option", "choices", "question_type", "answer_type", "task"],
        [
            ["Hint: Give the letter.\nQuestion: How much is blue?\nChoices:\n(A) 3/11\n(B) 8/11", "8/11", "B", "['3/11', '8/11']", "multi_choice", "text", "figure question answering"],
            ["Hint: Give an integer.\nQuestion: How many?", "14", "", "", "free_form", "integer", "geometry problem solving"],
        ]),
        ["DynaMath.tsv"] = (["question", "answer", "answer_type", "subject", "knowledge_level", "qid", "varid"],
        [
            ["What is the slope?", "0.333", "float", "algebra", "high school", "1", "1"],
            ["Is it odd? choice: (A) yes (B) no", "A", "multiple choice", "algebra", "high school", "2", "1"],
        ]),
        ["WeMath.tsv"] = (["ID", "key", "question", "A", "B", "C", "answer", "hint"],
        [
            ["1", "2steps_1", "How long is it?", "4 cm", "5 cm", "no correct answer", "A", ""],
            ["1", "2steps_multi", "How large is it?", "8 cm²", "9 cm²", "", "B", ""],
        ]),
        ["MathVision_MINI.tsv"] = (["question", "choices", "answer", "category"],
        [
            ["How many are there? <image1>", "[]", "3\\sqrt{2}", "counting"],
            ["Which? <image1>", "['$\\frac{1}{2}$', \"it's 2\", '3']", "A", "algebra"],
        ]),
        ["MathVerse_MINI.tsv"] = (["question", "question_for_eval", "answer", "metadata", "problem_version"],
        [
            ["How long is BC?\nChoices:\nA:2\nB:3", "How long is BC?\nChoices:\nA:2\nB:3", "B", "{'subfield': 'Length'}", "Text Dominant"],
            ["What is the function?", "What is the function?", "f(x)=x+1", "{'subfield': 'Function'}", "Vision Only"],
        ]),
        ["MMMU_Pro_V.tsv"] = (["A", "B", "C", "answer", "category"],
        [
            ["$6", "$7", "$8", "C", "Accounting"],
            ["a leaf", "a root", "", "A", "Biology"],
        ]),
    };

    /// <summary>Writes a table; pictures in base64 unless a value is given for each row.</summary>
    public static string Write(string folder, string name, (string[] Columns, string[][] Rows) table, string pictureColumn = "image", Func<int, string>? picture = null)
    {
        string path = Path.Combine(folder, name);
        IEnumerable<string[]> rows = table.Rows.Select((row, i) => (string[])[$"{i}", picture?.Invoke(i) ?? Base64, .. row]);
        File.WriteAllLines(path, rows.Prepend(["index", pictureColumn, .. table.Columns]).Select(row => string.Join('\t', row.Select(Quoted))));
        return path;
    }

    public static void WriteAll(string folder)
    {
        foreach ((string name, (string[], string[][]) table) in Tables) Write(folder, name, table);
    }

    private static string Quoted(string field) => field.IndexOfAny(['\t', '\n', '"']) < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
