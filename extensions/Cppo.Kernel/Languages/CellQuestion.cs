using System.Text.RegularExpressions;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages;

/// <summary>A cell that only asks what a name is, as in IPython: <c>Trainer?</c>, <c>?Console.WriteLine</c>, <c>#!cppo-train?</c>.</summary>
internal static partial class CellQuestion
{
    /// <summary>The name that a cell asks about; null where it is an ordinary cell.</summary>
    public static string? Of(string cell) => Form().Match(cell) is { Success: true } match ? match.Groups["name"].Value : null;

    /// <summary>Shows what is known about a name.</summary>
    /// <exception cref="CppoException">Nothing is known.</exception>
    public static async Task AnswerAsync(string name, CodeAssistant assistant, CellRun run) => run.Output.Page(
        await assistant.InspectAsync(name, name.Length, run.Cancellation).ConfigureAwait(false)
        ?? throw new CppoException($"Nothing is known about {name}.", "Ask about a variable, a type, a method or a magic; #!whos lists the variables."));

    [GeneratedRegex(@"^\s*(?:\?{1,2}\s*(?<name>(?:#!)?[\w.\-]+)|(?<name>(?:#!)?[\w.\-]+)\s*\?{1,2})\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
