using Cppo.Evaluation;
using Cppo.Interactive.Rendering;
using Cppo.Training;

namespace Cppo.Interactive.Views;

/// <summary>The small charts of a run. Shares have fixed axes; the others climb a ladder.</summary>
internal static class TrainCharts
{
    private static readonly (double, double) Unit = (0, 1);

    /// <summary>All charts in reading order. A method without views has no contrastive charts.</summary>
    public static IEnumerable<Html> All(TrainingHistory history, int window)
    {
        IReadOnlyList<StepMetrics> steps = history.Steps;
        bool contrastive = steps.Count == 0 || steps.Any(step => double.IsFinite(step.Cpl));
        ChartLine Line(string name, string @class, Func<StepMetrics, double> value, bool raw = true) => new(
            name, @class, Curve.Smooth(steps, value, window), raw ? Curve.Raw(steps, value) : []);
        LineChart Plain(string title, string unit, Func<StepMetrics, double> value) =>
            new(title, unit, history.TotalSteps) { Lines = [Line("", "c", value)] };

        if (IsSupervised(history))
        {
            yield return Plain("Loss", "nats per token", step => step.Loss).ToHtml();
            if (history.Evaluations.Count > 0) yield return Accuracy(history, Line("", "c", step => step.Accuracy));
            yield return Plain("Entropy", "nats per token", step => step.Entropy).ToHtml();
            yield return Plain("Gradient norm", "before clipping", step => step.GradientNorm).ToHtml();
            yield return Times(steps, window);
            yield break;
        }

        yield return new LineChart("Reward", "mean of the batch", history.TotalSteps) { Lines = [Line("", "c", step => step.Reward)], Range = Unit }.ToHtml();
        yield return Accuracy(history, Line("batch", "c", step => step.Accuracy));
        yield return Plain("Entropy", "nats per token", step => step.Entropy).ToHtml();
        yield return Plain("KL to reference", "nats per token", step => step.Kl).ToHtml();
        if (contrastive)
        {
            yield return new LineChart("CPL and margin", "tokens in the CPL", history.TotalSteps)
            {
                Lines = [Line("CPL", "c", step => step.Cpl, raw: false), Line("margin", "d", step => step.Margin, raw: false)],
            }.ToHtml();
        }

        yield return Plain("Gradient norm", "before clipping", step => step.GradientNorm).ToHtml();
        yield return new LineChart(contrastive ? "Selected, no signal" : "No signal", contrastive ? "% of tokens, groups" : "% of groups", history.TotalSteps)
        {
            Lines =
            [
                .. contrastive ? new[] { Line("selected", "c", step => step.SelectedShare, raw: false) } : [],
                Line("no signal", "d", step => step.ZeroSignalGroups, raw: false),
            ],
            Range = Unit,
            IsShare = true,
        }.ToHtml();
        yield return Plain("Length", "tokens per response", step => step.Length).ToHtml();
        yield return Times(steps, window);
    }

    /// <summary>Whether a run learns from reference responses: it has no rewards.</summary>
    public static bool IsSupervised(TrainingHistory history) =>
        history.Steps.Count > 0 && history.Steps.All(step => double.IsNaN(step.Reward));

    private static Html Accuracy(TrainingHistory history, ChartLine batch) =>
        new LineChart("Accuracy", history.Evaluations.Count > 0 ? "%, ○ held-out" : "% of the batch", history.TotalSteps)
        {
            Lines = [history.Evaluations.Count > 0 ? batch : batch with { Name = "" }],
            Dots = [.. history.Evaluations.Select(point =>
            {
                ConfidenceInterval interval = ConfidenceInterval.Wilson(point.Correct, point.Total);
                return new ChartDot(point.Step, point.Accuracy, interval.Low, interval.High);
            })],
            DotName = "○",
            Range = Unit,
            IsShare = true,
        }.ToHtml();

    // Phases in order with the mean over the last steps: one bar each, so that a small phase is still named.
    private static Html Times(IReadOnlyList<StepMetrics> steps, int window)
    {
        string[] phases = [.. steps.TakeLast(1).SelectMany(step => step.Seconds.Keys).Take(7)];
        double Mean(string phase) => Curve.Last(steps, step => step.Seconds.GetValueOrDefault(phase, double.NaN), window);
        double longest = phases.Select(Mean).DefaultIfEmpty(1).Max();
        IEnumerable<Html> rows = phases.Select((phase, i) =>
        {
            double seconds = Mean(phase), width = longest > 0 ? 150 * seconds / longest : 0;
            int y = 8 + (i * 17);
            string highlight = phase == "views" ? " cppo-vw" : "";
            return Html.Of(
                $"<text x=\"72\" y=\"{y + 10}\" text-anchor=\"end\">{phase}</text><rect class=\"cppo-ph{highlight}\" fill=\"#8a8a8a\" x=\"80\" y=\"{y}\" width=\"{Numbers.Css(Math.Max(1, width), 1)}\" height=\"12\"/><text class=\"cppo-val\" x=\"{Numbers.Css(86 + width, 1)}\" y=\"{y + 10}\">{Numbers.Plain(seconds, 2)}</text>");
        });
        string sentence = phases.Length == 0
            ? "Seconds per step by phase: no value yet"
            : $"Seconds per step by phase: {string.Join(", ", phases.Select(phase => $"{phase} {Numbers.Plain(Mean(phase), 2)}"))}";
        return Html.Of(
            $"<figure class=\"cppo-fig\"><p class=\"cppo-sub\">Time by phase <span class=\"cppo-q\">seconds per step</span></p><svg class=\"cppo-svg\" width=\"300\" height=\"132\" viewBox=\"0 0 300 132\" role=\"img\" aria-label=\"{sentence}\">{rows}</svg></figure>\n");
    }
}
