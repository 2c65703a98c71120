namespace Cppo.Evaluation.Benchmarking;

/// <summary>
/// The seven benchmarks of the paper. Its evaluation (the folder eval-VLMEvalKit of the reference repository vbdi/cppo) runs
/// VLMEvalKit's tables LogicVista, MathVista_MINI, WeMath, DynaMath, MMMU_Pro_V, MathVision_MINI and MathVerse_MINI with a group of N
/// answers each; how large N was, and with which words it prompted, is not in its scripts. VLMEvalKit lets GPT-4o-mini take the answers out
/// of the responses; here they stand in boxes and a grader reads them. File names and columns of the tables are those that VLMEvalKit's
/// readers use; numbers of rows are those that several public evaluations of these tables check for. The other layouts are the data
/// sets' own on Hugging Face, by their cards.
/// </summary>
internal static class BenchmarkDefinitions
{
    private const string VlmEvalKit = "VLMEvalKit", HuggingFace = "Hugging Face";

    public static readonly Benchmark LogicVista = new()
    {
        Name = "logicvista",
        Title = "LogicVista",
        Source = "arXiv 2407.04973, github.com/Yijia-Xiao/LogicVista",
        Answers = BenchmarkAnswers.Letters,
        Layouts = [new(VlmEvalKit, [new("LogicVista.tsv", 447)]) { Category = ["skill"] }],
        Note = "The paper on the data set counts 448 questions; the table has 447.",
    };

    public static readonly Benchmark MathVista = new()
    {
        Name = "mathvista",
        Title = "MathVista",
        Source = "arXiv 2310.02255, huggingface.co/datasets/AI4Math/MathVista, split testmini",
        Answers = BenchmarkAnswers.Mixed,
        Layouts =
        [
            new(VlmEvalKit, [new("MathVista_MINI.tsv", 1000)]) { Answer = ["answer_option", "answer"], Options = ["choices"], Category = ["task", "category"] },
            new(HuggingFace, [new("testmini-*.parquet", 1000) { OnlyInOwnFolder = true }])
            {
                Question = "query",
                Pictures = ["decoded_image", "image"],
                Options = ["choices"],
                Category = ["question_type"], // the task is in a structure that holds lists, which is not read
            },
        ],
    };

    public static readonly Benchmark DynaMath = new()
    {
        Name = "dynamath",
        Title = "DynaMath",
        Source = "arXiv 2411.00836, huggingface.co/datasets/DynaMath/DynaMath_Sample",
        Answers = BenchmarkAnswers.Mixed,
        Layouts =
        [
            new(VlmEvalKit, [new("DynaMath.tsv", 5010)])
            {
                Options = ["choices"],
                Category = ["subject"],
                AnswerType = "answer_type",
                Hints = new Dictionary<string, string>
                {
                    ["multiple choice"] = "Give the letter of the right option, such as A, B, C or D.",
                    ["float"] = "Give the answer as a floating-point number with three decimal places.",
                },
            },
        ],
        Note = "The average over all variants, not the worst case; the box takes the place of VLMEvalKit's JSON. 501 questions have 10 variants each, so the interval is too narrow.",
    };

    public static readonly Benchmark WeMath = new()
    {
        Name = "wemath",
        Title = "WeMath",
        Source = "arXiv 2407.01284, huggingface.co/datasets/We-Math/We-Math, split testmini",
        Answers = BenchmarkAnswers.Choice,
        Layouts = [new(VlmEvalKit, [new("WeMath.tsv", 1740)]) { Prompt = "Question: {question}\nOptions:\n{options}", Category = ["key"], Problem = "ID" }],
        Note = "The strict score over 525 problems with their steps, as the paper's evaluation; accuracy over rows where no problem is complete.",
    };

    public static readonly Benchmark MathVision = new()
    {
        Name = "mathvision",
        Title = "MathVision",
        Source = "arXiv 2402.14804, huggingface.co/datasets/MathLLMs/MathVision",
        Answers = BenchmarkAnswers.Mixed,
        Layouts =
        [
            new(VlmEvalKit, [new("MathVision_MINI.tsv", 304), new("MathVision.tsv", 3040)]) { Options = ["choices"], Category = ["category"] },
            new(HuggingFace, [new("testmini-*.parquet", 304) { OnlyInOwnFolder = true }, new("test-*.parquet", 3040) { OnlyInOwnFolder = true }])
            {
                Pictures = ["decoded_image", "image"],
                Options = ["options"],
                Category = ["subject"],
            },
        ],
        Note = "The paper's evaluation averages the 304 questions of testmini.",
    };

    public static readonly Benchmark MathVerse = new()
    {
        Name = "mathverse",
        Title = "MathVerse",
        Source = "arXiv 2403.14624, huggingface.co/datasets/AI4Math/MathVerse, split testmini",
        Answers = BenchmarkAnswers.Mixed,
        Layouts =
        [
            new(VlmEvalKit, [new("MathVerse_MINI.tsv", 3940), new("MathVerse_MINI_Vision_Only.tsv", 788), new("MathVerse_MINIVOnly.tsv", 788)])
            {
                Options = ["question_for_eval"],
                Category = ["problem_version", "metadata/problem_version"],
            },
        ],
        Note = "788 problems in five versions, so the interval is too narrow.",
    };

    public static readonly Benchmark MmmuProVision = new()
    {
        Name = "mmmu-pro-vision",
        Title = "MMMU-Pro-Vision",
        Source = "arXiv 2409.02813, huggingface.co/datasets/MMMU/MMMU_Pro, configuration vision",
        Answers = BenchmarkAnswers.Choice,
        Layouts =
        [
            new(VlmEvalKit, [new("MMMU_Pro_V.tsv", 1730)]) { Question = null, Prompt = Asked, Category = ["category", "subject"] },
            new(HuggingFace, [new("test-*.parquet", 1730) { OnlyInOwnFolder = true }]) { Question = null, Prompt = Asked, Options = ["options"], Category = ["subject"] },
        ],
    };

    // VLMEvalKit's words: question and options stand in the picture.
    private const string Asked = "Answer the following multiple-choice question in the image.";
}
