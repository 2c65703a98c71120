using Cppo.Interactive.Rendering;
using Cppo.Runtime;
using Spectre.Console;

namespace Cppo.Kernel.Commands.Terminal;

/// <summary>The terminals that commands write to. Results go to the output stream, everything about their making to the error stream.</summary>
internal static class Terminals
{
    // A log has no width at which sentences would have to be broken.
    private const int Unlimited = 10_000;

    /// <summary>The error stream.</summary>
    public static IAnsiConsole Error()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected) console.Profile.Width = Unlimited;
        return console;
    }

    /// <summary>
    /// Whether a picture that changes in place can be drawn: on a terminal that a person looks at. Redirected output, a CI system, a dumb
    /// terminal and a wish for plain text (https://no-color.org) get lines.
    /// </summary>
    /// <param name="console">Where to draw.</param>
    /// <param name="environment">Environment variables by name.</param>
    public static bool CanRedraw(IAnsiConsole console, Func<string, string?> environment) =>
        console.Profile.Capabilities is { Interactive: true, Ansi: true }
        && environment("TERM") != "dumb"
        && !IsSet(environment("NO_COLOR"))
        && !IsSet(environment("CI"));

    /// <summary>Says what went wrong and what to do.</summary>
    public static void Report(IAnsiConsole console, CppoException error)
    {
        console.MarkupLineInterpolated($"[red]Error:[/] {Safe(error.Message)}");
        if (error.Advice.Length > 0) console.WriteLine(Safe(error.Advice));
    }

    /// <summary>A text whose control characters and escape sequences are visible. For the holes of interpolated markup, which escape brackets themselves.</summary>
    public static string Safe(string text) => TextEncoder.Lines(text);

    private static bool IsSet(string? value) => !string.IsNullOrEmpty(value);
}
