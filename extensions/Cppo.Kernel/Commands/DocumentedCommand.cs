using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cppo.Kernel.Commands;

/// <summary>A command whose help ends with more than its options: examples above all.</summary>
/// <param name="name">The command.</param>
/// <param name="summary">What it does; the list of commands shows it too.</param>
/// <param name="details">What only its own help shows.</param>
internal sealed class DocumentedCommand(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>What only its own help shows.</summary>
    public string Details { get; } = details;

    /// <summary>Lets the help of all commands under a root end with their details.</summary>
    /// <param name="root">The root.</param>
    /// <param name="details">The root's own.</param>
    public static void Document(RootCommand root, string details)
    {
        foreach (HelpOption help in root.Options.OfType<HelpOption>()) help.Action = new DetailedHelp((HelpAction)help.Action!, details);
    }

    /// <summary>Wrong usage gets a hint instead of the whole help.</summary>
    public static void Hint(ParseResult parsed)
    {
        if (parsed.Action is ParseErrorAction action) action.ShowHelp = false;
    }

    private sealed class DetailedHelp(HelpAction usual, string rootDetails) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => usual.ClearsParseErrors;

        public override int Invoke(ParseResult parseResult)
        {
            int code = usual.Invoke(parseResult);
            Command command = parseResult.CommandResult.Command;
            string details = command is DocumentedCommand documented ? documented.Details : command is RootCommand ? rootDetails : "";
            if (details.Length > 0) parseResult.InvocationConfiguration.Output.WriteLine(details);
            return code;
        }
    }
}
