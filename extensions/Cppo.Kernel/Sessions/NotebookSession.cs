using Cppo.Interactive.Hosting;
using Cppo.Kernel.Languages;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.Magics;

namespace Cppo.Kernel.Sessions;

/// <summary>
/// A running notebook: cells go in one at a time, outputs come out through each cell's <see cref="ICellOutput"/>. The Jupyter
/// kernel and the headless runner are two ways to feed it.
/// </summary>
internal sealed class NotebookSession : IDisposable
{
    private readonly CellLanguages languages = new();
    private readonly Dictionary<string, string> sources = new(StringComparer.Ordinal);
    private readonly HashSet<string> carried = [];
    private readonly CellInterrupter interrupter = new();
    private readonly TaskCompletionSource firstCell = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CellThread thread = new();

    public NotebookSession() => Assistant = new(languages);

    /// <summary>Completion and inspection.</summary>
    public CodeAssistant Assistant { get; }

    /// <summary>The languages of this notebook.</summary>
    public CellLanguages Languages => languages;

    /// <summary>The C# of this notebook.</summary>
    public CSharpSession CSharp => languages.CSharp.Session;

    /// <summary>
    /// Compiles and completes something small in the background, so that the user's first cell need not wait for the compiler to load.
    /// Completion is loaded once the first cell has run or nobody was in a hurry: both compete for the same cores.
    /// </summary>
    public Task WarmUpAsync() => Task.Run(async () =>
    {
        CSharp.WarmUp();
        _ = Formatting.ValueFormatter.Format(1);
        await Task.WhenAny(firstCell.Task, Task.Delay(TimeSpan.FromSeconds(2))).ConfigureAwait(false);
        await Assistant.CompleteAsync("Console.Wr", 10, default).ConfigureAwait(false);
    });

    /// <summary>Runs a cell to its end.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="number">Its execution count.</param>
    /// <param name="output">Where its outputs go.</param>
    /// <param name="language">The language of the lines before the first selector; C# where it is null.</param>
    /// <returns>How it ended; a cell's failure is a value, not an exception.</returns>
    public async Task<CellOutcome> ExecuteAsync(string code, int number, ICellOutput output, string? language = null)
    {
        string name = $"cell {number}";
        sources[name] = code;
        using CellRun run = new(number, output, carried);
        run.Enter();
        CellThread mine = thread;
        interrupter.Begin(run, mine);
        Task<CellOutcome> work = Task.Run(() => RunSegmentsAsync(code, language ?? CellLanguageNames.CSharp, name, run, mine));
        Task abandoned = interrupter.Abandoned;
        bool finished = await Task.WhenAny(work, abandoned).ConfigureAwait(false) == work;
        interrupter.End();
        firstCell.TrySetResult();
        run.End(abandoned: !finished);
        if (!finished || run.ThreadIsSpent)
        {
            thread = new();
            mine.Dispose();
        }

        return finished ? await work.ConfigureAwait(false) : new(null, ErrorFormatter.Interrupted(
            "It is inside a call that cannot be stopped; that call goes on in the background and its result is dropped."));
    }

    /// <summary>Asks the running cell to stop. A second request gives it up at once.</summary>
    public void Interrupt() => interrupter.Interrupt();

    /// <inheritdoc/>
    public void Dispose()
    {
        thread.Dispose();
        languages.Dispose();
    }

    private async Task<CellOutcome> RunSegmentsAsync(string code, string language, string name, CellRun run, CellThread mine)
    {
        CellOutcome outcome = new(null, null);
        CellContext context = new(run, languages, name);
        await mine.RunAsync(async () =>
        {
            using IDisposable scope = Notebook.Use(context.Host);
            try
            {
                MimeBundle? value = null;
                string first = CellLanguageNames.Find(language) ?? throw KernelMagics.Unspoken(language);
                if (first == CellLanguageNames.CSharp && CellQuestion.Of(code) is { } question)
                {
                    await CellQuestion.AnswerAsync(question, Assistant, run).ConfigureAwait(false);
                    return;
                }

                foreach (CellSegment segment in CellParser.Parse(code, first))
                {
                    if (value is not null) run.Output.Display(value, null);
                    value = await CellSegments.RunAsync(segment, context).ConfigureAwait(false);
                }

                foreach (Action action in context.AtEnd) action();
                outcome = new(value, null);
            }
            catch (Exception error)
            {
                outcome = new(null, ErrorFormatter.Format(error, name, sources));
            }
        }).ConfigureAwait(false);
        return outcome;
    }
}
