using Cppo.Kernel.Commands.Terminal;
using Cppo.Training;
using Cppo.Training.Watchdogs;
using Spectre.Console;

namespace Cppo.Kernel.Tests.Commands;

public sealed class TerminalTests
{
    private const string Hostile = "[red]x[/] [/] \u001b[31mred\u001b]0;title\u0007 \u202Egnp.exe";

    [Fact]
    public void A_picture_is_redrawn_only_where_somebody_looks()
    {
        IAnsiConsole console = Console(out _, terminal: true);
        Assert.True(Terminals.CanRedraw(console, _ => null));
        Assert.False(Terminals.CanRedraw(Console(out _, terminal: false), _ => null));
        foreach ((string variable, string value) in new[] { ("TERM", "dumb"), ("NO_COLOR", "1"), ("CI", "true") })
            Assert.False(Terminals.CanRedraw(console, name => name == variable ? value : null));
        Assert.True(Terminals.CanRedraw(console, name => name == "NO_COLOR" ? "" : null));
    }

    [Fact]
    public void Errors_show_hostile_text_as_text()
    {
        Terminals.Report(Console(out StringWriter written, terminal: false), new CppoException($"No {Hostile}.", $"Advice {Hostile}"));
        Assert.Contains("Error: No [red]x[/] [/] [U+001B][31mred", written.ToString());
        Assert.DoesNotContain('\u001b', written.ToString());
        Assert.DoesNotContain('\u202E', written.ToString());
    }

    [Fact]
    public void The_picture_of_a_run_shows_metrics_curves_times_and_hostile_text_as_text()
    {
        IAnsiConsole console = Console(out StringWriter written, terminal: false);
        console.Write(TrainingScreen.Of(TrainingState.Of(History(12, 40, Hostile), Hostile), TimeSpan.FromSeconds(3)));
        string picture = written.ToString();
        Assert.Contains("12 of 40", picture);
        Assert.Contains("2.0 s a step · 200 tokens/s · 56 s left · this step 3.0 s", picture);
        Assert.Contains("▁▁▂▃▃▄▅▆▆▇██", picture);
        Assert.Contains("a step 2.0 s: rollout 75", picture);
        Assert.Contains("held-out accuracy 50.0 % at step 0", picture);
        Assert.Contains("! step 4: [red]x[/] [/] [U+001B][31mred", picture);
        Assert.DoesNotContain('\u001b', picture);
        Assert.DoesNotContain('\u202E', picture);
        Assert.DoesNotContain("CPL", picture); // GRPO has none
    }

    [Fact]
    public void A_log_gets_a_line_every_few_seconds_the_first_and_the_last_step_and_each_warning_once()
    {
        IAnsiConsole console = Console(out StringWriter written, terminal: false);
        ManualClock clock = new();
        new TrainingDisplay(console, redraws: false, clock).Show(report =>
        {
            for (int made = 0; made <= 10; made++)
            {
                report(TrainingState.Of(History(made, 10, made > 3 ? Hostile : null), "runs/x"));
                clock.Now += TimeSpan.FromSeconds(2);
            }
        });
        string[] lines = written.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        Assert.StartsWith("GRPO · runs/x", lines[0]);
        Assert.Equal([1, 4, 7, 10], lines.Where(line => line.StartsWith("step ")).Select(line => int.Parse(line.Split(' ')[1])));
        Assert.Single(lines, line => line.StartsWith("Warning: step 4: [red]x"));
        Assert.StartsWith("a step 2.0 s: rollout", lines[^1]);
        Assert.DoesNotContain('\u001b', written.ToString());
    }

    [Fact]
    public void A_terminal_gets_one_picture_that_changes_and_stays_when_the_training_throws()
    {
        IAnsiConsole console = Console(out StringWriter written, terminal: true);
        Assert.Throws<OperationCanceledException>(() => new TrainingDisplay(console, redraws: true, new ManualClock()).Show(report =>
        {
            for (int made = 0; made < 3; made++) report(TrainingState.Of(History(made, 10), Hostile));
            throw new OperationCanceledException();
        }));
        Assert.Contains("2 of 10", written.ToString());
        Assert.Contains("\u001b[?25h", written.ToString()); // the cursor is back
        Assert.DoesNotContain("\u001b]0;", written.ToString());
        Assert.DoesNotContain("\u001b[31mred", written.ToString());
    }

    [Fact]
    public void A_count_tells_its_rate_and_leaves_no_line_on_a_terminal()
    {
        ManualClock clock = new();
        using (CountProgress log = new(Console(out StringWriter lines, terminal: false), redraws: false, "sample", 100, clock))
        {
            for (int done = 10; done <= 100; done += 10)
            {
                clock.Now += TimeSpan.FromSeconds(1);
                log.Report(done);
            }

            Assert.Equal(["sample 50 of 100, 10.0 a second, 5.0 s left", "sample 100 of 100, 10.0 a second"], lines.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
        }

        IAnsiConsole console = Console(out StringWriter written, terminal: true);
        using (CountProgress live = new(console, redraws: true, Hostile, 10, clock)) live.Report(5);
        Assert.EndsWith("\r\u001b[2K", written.ToString());
        Assert.DoesNotContain("\u001b]0;", written.ToString());
    }

    private static IAnsiConsole Console(out StringWriter written, bool terminal)
    {
        written = new();
        IAnsiConsole console = AnsiConsole.Create(new()
        {
            Ansi = terminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = terminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(written),
        });
        console.Profile.Width = 200;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }

    private static TrainingHistory History(int made, int total, string? warning = null)
    {
        TrainingHistory history = new("GRPO", total) { Elapsed = TimeSpan.FromSeconds(2 * made) };
        history.Add(new AccuracyPoint(0, 5, 10));
        if (warning is not null) history.Add(new TrainingWarning(warning, 3, warning, warning, 1));
        for (int i = 0; i < made; i++)
        {
            history.Add(new StepMetrics
            {
                Step = i,
                Reward = i,
                Kl = 0.01,
                TokensPerSecond = 200,
                Seconds = new Dictionary<string, double> { ["rollout"] = 1.5, ["backward"] = 0.5 },
            });
        }

        return history;
    }

    private sealed class ManualClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
