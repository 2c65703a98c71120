using System.Diagnostics;
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
    /// <exception cref="CppoException">There is no such magic.</exception>
    public static Task RunAsync(CellSegment segment, CellContext context)
    {
        if (Own.TryGetValue(segment.Name, out var own))
        {
            own.Run(context);
            return Task.CompletedTask;
        }

        if (LanguagesElsewhere.Contains(segment.Name))
        {
            throw new CppoException(
                $"This kernel does not speak {segment.Name[2..]}.", "Write the cell in C#, #!html or #!markdown.");
        }

        throw new CppoException($"There is no magic {segment.Name}.", "Run #!lsmagic for the list.");
    }

    /// <summary>What could follow on a magic line.</summary>
    /// <param name="line">The whole line.</param>
    /// <param name="cursor">Where the cursor is in it.</param>
    public static IEnumerable<string> Complete(string line, int cursor)
    {
        bool naming = !line[..cursor].Any(char.IsWhiteSpace);
        return naming ? Own.Keys.Concat(["#!csharp", "#!html", "#!markdown"]).Order(StringComparer.Ordinal) : [];
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
        foreach ((string name, (string summary, _)) in Own.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            context.Run.Output.Stream(StreamName.Out, $"{name,-16} {summary}\n");
        }
    }

    private static void Who(CellContext context) => context.Run.Output.Stream(
        StreamName.Out, string.Join("  ", context.CSharp.Variables.All().Select(variable => variable.Name)) + "\n");

    private static void Whos(CellContext context)
    {
        foreach (CellVariable variable in context.CSharp.Variables.All())
        {
            context.Run.Output.Stream(StreamName.Out, $"{variable.Name,-20} {TypeNames.Short(variable.Type)}\n");
        }
    }
}
