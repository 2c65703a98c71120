using System.CommandLine;
using System.Runtime.InteropServices;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Kernel.Headless;
using Cppo.Kernel.Headless.Html;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo run</c>: executes a notebook in this process and writes what came out.</summary>
internal static class RunCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Argument<string> notebook = new("notebook") { Description = "The notebook (.ipynb)." };
        Option<string?> output = new("--out") { Description = "Where to write the executed notebook. The notebook's own name replaces it." };
        Option<string?> html = new("--html") { Description = "Where to write a page that needs neither script nor network." };
        Option<string[]> set = new("--set") { Description = "name=value of a variable in the cell tagged 'parameters'. May be repeated.", Arity = ArgumentArity.OneOrMore };
        Option<double?> timeout = new("--timeout") { Description = "Seconds after which a cell is stopped. Without it, none is." };
        Command command = new DocumentedCommand(
            "run",
            "Runs a notebook from top to bottom, without Jupyter and without Python. Ends with code 1 at the first cell that fails; what was written until then is in the outputs.",
            """
            Examples:
              cppo run notebooks/01-quickstart.ipynb --html quickstart.html
              cppo run in.ipynb --out out.ipynb --set steps=5 --set name=short --timeout 600
            """)
        {
            notebook, output, html, set, timeout,
        };
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(notebook),
            parsed.GetValue(output),
            parsed.GetValue(html),
            [.. (parsed.GetValue(set) ?? []).Select(Pair)],
            parsed.GetValue(timeout) is double seconds ? TimeSpan.FromSeconds(seconds) : null));
        return command;
    }

    private static KeyValuePair<string, string> Pair(string text)
    {
        int equals = text.IndexOf('=');
        if (equals <= 0) throw new UsageException($"--set {text} has no value.", "Write --set name=value.");
        return new(text[..equals].Trim(), text[(equals + 1)..]);
    }

    private static async Task<int> RunAsync(
        string path, string? output, string? html, IReadOnlyList<KeyValuePair<string, string>> values, TimeSpan? timeout)
    {
        NotebookDocument document = NotebookDocument.Read(path);
        NotebookParameters.Inject(document, values);
        string[] targets = [.. new[] { output, html }.OfType<string>().Select(Path.GetFullPath)];
        // A folder that cannot be written to is better found out before the notebook has run for an hour.
        foreach (string target in targets) OutputFile.Prepare(target);

        IAnsiConsole console = Terminals.Error();
        HeadlessRunner runner = new(new TerminalProgress(console), timeout);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, runner);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, runner);
        FailedCell? failed;
        string folder = Environment.CurrentDirectory;
        string source = Path.GetFullPath(path);
        try
        {
            Environment.CurrentDirectory = Path.GetDirectoryName(source)!;
            failed = await runner.RunAsync(document).ConfigureAwait(false);
        }
        finally
        {
            Environment.CurrentDirectory = folder;
        }

        if (output is not null) await File.WriteAllTextAsync(output, document.Write()).ConfigureAwait(false);
        if (html is not null) await File.WriteAllTextAsync(html, NotebookHtml.Render(document, source)).ConfigureAwait(false);
        foreach (string target in new[] { output, html }.OfType<string>()) console.MarkupLineInterpolated($"Wrote {Terminals.Safe(target)}");
        if (runner.Stopped)
        {
            console.MarkupLine("[yellow]Stopped.[/]");
            return ExitCode.Interrupted;
        }

        if (failed is null) return 0;
        string place = failed.Line is int line ? $"cell [{failed.Number}], line {line}" : $"cell [{failed.Number}]";
        console.MarkupLineInterpolated($"[red]Failed in {place}[/]{(failed.SourceLine.Length > 0 ? ": " + Terminals.Safe(failed.SourceLine) : "")}");
        foreach (string text in failed.Error.Traceback) console.WriteLine(AnsiCodes().Replace(text, ""));
        return ExitCode.Failed;
    }

    // The run ends in an orderly way: what was computed until then is written.
    private static PosixSignalRegistration OnSignal(PosixSignal which, HeadlessRunner runner) => PosixSignalRegistration.Create(which, signal =>
    {
        signal.Cancel = true;
        runner.Stop();
    });

    private static System.Text.RegularExpressions.Regex AnsiCodes() => new("\u001b\\[[0-9;]*m");
}
