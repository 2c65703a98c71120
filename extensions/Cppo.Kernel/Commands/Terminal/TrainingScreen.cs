using Cppo.Interactive.Rendering;
using Spectre.Console;
using Spectre.Console.Rendering;
using Line = Spectre.Console.Text;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>The picture of a running training for a terminal. Texts are never read as markup, and control characters are visible.</summary>
internal static class TrainingScreen
{
    private const int BarWidth = 40, MostWarnings = 3;
    private static readonly Style Quiet = new(Color.Grey), Strong = new(decoration: Decoration.Bold), Alarm = new(Color.Yellow);

    /// <summary>Draws a moment of a run.</summary>
    /// <param name="state">The run.</param>
    /// <param name="running">How long the step that runs now has run; null where none runs.</param>
    public static IRenderable Of(TrainingState state, TimeSpan? running)
    {
        List<IRenderable> parts = [Shown(state.Title, Strong), Bar(state, running)];
        if (state.Metrics.Count > 0) parts.Add(Metrics(state));
        if (state.HeldOut.Length > 0) parts.Add(Shown($"held-out accuracy {state.HeldOut}", Style.Plain));
        if (state.Phases.Count > 0) parts.Add(Shown(Times(state), Quiet));
        parts.AddRange(state.Warnings.TakeLast(MostWarnings).Select(warning => Shown($"! {warning}", Alarm)));
        return new Rows(parts);
    }

    /// <summary>Time by phase in words, the whole step first.</summary>
    public static string Times(TrainingState state)
    {
        double whole = state.Phases.Sum(phase => phase.Seconds);
        IEnumerable<string> phases = state.Phases.Select(phase => $"{phase.Phase} {Numbers.Share(phase.Seconds / whole)}");
        return $"a step {Numbers.Time(TimeSpan.FromSeconds(whole))}: {string.Join(", ", phases)}";
    }

    private static Line Bar(TrainingState state, TimeSpan? running)
    {
        int filled = (int)(state.Progress.Share * BarWidth);
        string bar = new string('━', filled) + new string('─', BarWidth - filled);
        string now = running is { } time && state.Progress.Done < state.Progress.Total ? $"this step {Numbers.Time(time)}" : "";
        string times = string.Join(" · ", new[] { state.Rate, now }.Where(part => part.Length > 0));
        return Shown($"{bar}  {Numbers.Count(state.Progress.Done)} of {Numbers.Count(state.Progress.Total)}  {times}", Style.Plain);
    }

    private static Grid Metrics(TrainingState state)
    {
        Grid grid = new();
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        grid.AddColumn(new GridColumn().NoWrap().RightAligned());
        grid.AddColumn(new GridColumn().NoWrap());
        grid.AddRow(Shown("", Quiet), Shown("latest", Quiet), Shown("mean of 10", Quiet), Shown("all steps", Quiet));
        foreach (MetricRow row in state.Metrics)
        {
            grid.AddRow(Shown(row.Name, Style.Plain), Shown(row.Latest, Strong), Shown(row.Mean, Style.Plain), Shown(row.Curve, new(Color.Blue)));
        }

        return grid;
    }

    private static Line Shown(string text, Style style) => new(TextEncoder.Terminal(text), style);
}
