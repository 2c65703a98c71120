using System.Diagnostics;
using Cppo.Interactive.Magics;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>The magics of the kernel itself; those of CPPO come from the library of magics.</summary>
internal static class KernelMagics
{
    private static readonly Dictionary<string, (string Summary, Action<CellContext> Run)> Own = new(StringComparer.Ordinal)
    {
        ["#!about"] = ("versions of the kernel and of what it runs on", About),
        ["#!lsmagic"] = ("this list", ListMagics),
        ["#!time"] = ("says how long the rest of the cell took", Time),
        ["#!who"] = ("names of the variables", Who),
        ["#!whos"] = ("names, types and values of the variables", Whos),
    };

    private static readonly string[] LanguagesElsewhere =
        ["#!fsharp", "#!f#", "#!javascript", "#!js", "#!sql", "#!mermaid", "#!pwsh", "#!powershell", "#!bash", "#!kql", "#!python"];

    /// <summary>Runs a magic line.</summary>
    /// <exception cref="CppoException">There is no such magic, or it fails.</exception>
    public static async Task RunAsync(CellSegment segment, CellContext context)
    {
        if (Own.TryGetValue(segment.Name, out var own))
        {
            own.Run(context);
            return;
        }

        if (LanguagesElsewhere.Contains(segment.Name))
        {
            throw new CppoException(
                $"This kernel does not speak {segment.Name[2..]}.", "Write the cell in C#, #!html or #!markdown.");
        }

        if (MagicRegistry.Find(segment.Name) is null && !segment.Name.StartsWith("#!cppo", StringComparison.Ordinal))
        {
            throw new CppoException($"There is no magic {segment.Name}.", "Run #!lsmagic for the list.");
        }

        // These watch for the interrupt and end at a point where nothing is lost.
        context.Run.FinishesByItself = true;
        try
        {
            await MagicRegistry.RunAsync(segment.Text, context.Host).ConfigureAwait(false);
        }
        finally
        {
            context.Run.FinishesByItself = false;
        }
    }

    /// <summary>What could follow on a magic line.</summary>
    /// <param name="line">The line up to the cursor.</param>
    /// <param name="csharp">The session, for names of variables.</param>
    public static IEnumerable<string> Complete(string line, CSharpSession csharp)
    {
        IEnumerable<string> own = line.Any(char.IsWhiteSpace)
            ? []
            : Own.Keys.Concat(["#!csharp", "#!html", "#!markdown"]).Where(name => name.StartsWith(line, StringComparison.OrdinalIgnoreCase));
        IEnumerable<string> variables = csharp.Variables.All().Select(variable => variable.Name);
        return own.Concat(MagicRegistry.Complete(line, variables).Select(completion => completion.Text)).Order(StringComparer.Ordinal);
    }

    private static void About(CellContext context) => context.Run.Output.Stream(StreamName.Out, $"""
        C# (CPPO) {typeof(KernelMagics).Assembly.GetName().Version?.ToString(3)}
        .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}
        Process {Environment.ProcessId}, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB

        """);

    private static void Time(CellContext context)
    {
        long start = Stopwatch.GetTimestamp();
        context.AtEnd.Add(() =>
        {
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            string text = time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0.0} ms" : $"{time.TotalSeconds:0.00} s";
            context.Run.Output.Display(MimeBundle.Text($"Wall time: {text}"), null);
        });
    }

    private static void ListMagics(CellContext context)
    {
        IEnumerable<(string Name, string Summary)> all = Own.Select(pair => (Name: pair.Key, Summary: pair.Value.Summary))
            .Concat(MagicRegistry.All.Select(magic => (Name: magic.Name, Summary: magic.Summary)))
            .OrderBy(magic => magic.Name, StringComparer.Ordinal);
        foreach ((string name, string summary) in all) context.Run.Output.Stream(StreamName.Out, $"{name,-16} {summary}\n");
    }

    private static void Who(CellContext context) => context.Run.Output.Stream(
        StreamName.Out, string.Join("  ", context.CSharp.Variables.All().Select(variable => variable.Name)) + "\n");

    private static void Whos(CellContext context)
    {
        foreach (CellVariable variable in context.CSharp.Variables.All())
        {
            context.Run.Output.Stream(StreamName.Out, $"{variable.Name,-16} {TypeNames.Short(variable.Type),-32} {Summary(variable.Value)}\n");
        }
    }

    private static string Summary(object? value)
    {
        if (value is System.Collections.ICollection collection) return $"{collection.Count} items";
        string text = (value?.ToString() ?? "null").ReplaceLineEndings(" ");
        return text.Length <= 60 ? text : text[..59] + "…";
    }
}
