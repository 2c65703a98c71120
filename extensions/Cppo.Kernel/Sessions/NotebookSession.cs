using Cppo.Interactive.Hosting;
using Cppo.Kernel.Languages;
using Cppo.Kernel.Languages.CSharp;

namespace Cppo.Kernel.Sessions;

/// <summary>
/// A running notebook: cells go in one at a time, outputs come out through each cell's <see cref="ICellOutput"/>. The Jupyter
/// kernel and the headless runner are two ways to feed it.
/// </summary>
internal sealed class NotebookSession : IDisposable
{
    private readonly CSharpSession csharp = new();
    private readonly Dictionary<string, string> sources = new(StringComparer.Ordinal);
    private readonly CellInterrupter interrupter = new();
    private CellThread thread = new();

    public NotebookSession() => Assistant = new(csharp);

    /// <summary>Completion and inspection.</summary>
    public CodeAssistant Assistant { get; }

    /// <summary>The C# of this notebook.</summary>
    public CSharpSession CSharp => csharp;

    /// <summary>Compiles and completes something small in the background, so that the user's first cell need not wait for the compiler to load.</summary>
    public Task WarmUpAsync() => Task.Run(async () =>
    {
        csharp.WarmUp();
        await Assistant.CompleteAsync("Console.Wr", 10, default).ConfigureAwait(false);
    });

    /// <summary>Runs a cell to its end.</summary>
    /// <param name="code">The cell's text.</param>
    /// <param name="number">Its execution count.</param>
    /// <param name="output">Where its outputs go.</param>
    /// <returns>How it ended; a cell's failure is a value, not an exception.</returns>
    public async Task<CellOutcome> ExecuteAsync(string code, int number, ICellOutput output)
    {
        string name = $"cell {number}";
        sources[name] = code;
        using CellRun run = new(number, output);
        run.Enter();
        CellThread mine = thread;
        interrupter.Begin(run, mine);
        Task<CellOutcome> work = Task.Run(() => RunSegmentsAsync(code, name, run, mine));
        Task abandoned = interrupter.Abandoned;
        bool finished = await Task.WhenAny(work, abandoned).ConfigureAwait(false) == work;
        interrupter.End();
        run.End(abandoned: !finished);
        if (finished) return await work.ConfigureAwait(false);

        thread = new();
        mine.Dispose();
        return new(null, ErrorFormatter.Interrupted(
            "It is inside a call that cannot be stopped; that call goes on in the background and its result is dropped."));
    }

    /// <summary>Asks the running cell to stop. A second request gives it up at once.</summary>
    public void Interrupt() => interrupter.Interrupt();

    /// <inheritdoc/>
    public void Dispose()
    {
        thread.Dispose();
        csharp.Dispose();
    }

    private async Task<CellOutcome> RunSegmentsAsync(string code, string name, CellRun run, CellThread mine)
    {
        CellOutcome outcome = new(null, null);
        CellContext context = new(run, csharp, name);
        await mine.RunAsync(async () =>
        {
            using IDisposable scope = Notebook.Use(context.Host);
            try
            {
                MimeBundle? value = null;
                foreach (CellSegment segment in CellParser.Parse(code))
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
