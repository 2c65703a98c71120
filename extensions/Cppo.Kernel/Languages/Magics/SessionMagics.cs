using System.Collections;
using System.Diagnostics;
using Cppo.Interactive.Magics;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Sessions;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>What the magics do that tell about the session.</summary>
internal static class SessionMagics
{
    /// <summary>Versions. The compilers and the database are not loaded for it.</summary>
    public static void About(CellContext context) => Write(context, $"""
        C# (CPPO) {typeof(SessionMagics).Assembly.GetName().Version?.ToString(3)}
        .NET {Environment.Version}, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}
        C# {Headless.NotebookDocument.LanguageVersion} by Roslyn {FileVersion("Microsoft.CodeAnalysis.CSharp")}
        F# by FSharp.Compiler.Service {FileVersion("FSharp.Compiler.Service")}
        SQL by DuckDB.NET {FileVersion("DuckDB.NET.Data")}
        Process {Environment.ProcessId}, {Process.GetCurrentProcess().WorkingSet64 >> 20} MB

        """);

    /// <summary>Says at the cell's end how long it took from here.</summary>
    public static void Time(CellContext context)
    {
        long start = Stopwatch.GetTimestamp();
        context.AtEnd.Add(() =>
        {
            TimeSpan time = Stopwatch.GetElapsedTime(start);
            string text = time.TotalSeconds < 1 ? $"{time.TotalMilliseconds:0.0} ms" : $"{time.TotalSeconds:0.00} s";
            context.Run.Output.Display(MimeBundle.Text($"Wall time: {text}"), null);
        });
    }

    /// <summary>The magics.</summary>
    public static void List(CellContext context)
    {
        foreach (IMagic magic in KernelMagics.All) Write(context, $"{magic.Name,-16} {magic.Summary}\n");
    }

    /// <summary>Names of variables.</summary>
    public static void Who(CellContext context) =>
        Write(context, string.Join("  ", context.Languages.Of(context.Language).Variables().Select(variable => variable.Name)) + "\n");

    /// <summary>Names, types and values of variables.</summary>
    public static void Whos(CellContext context)
    {
        foreach (CellVariable variable in context.Languages.Of(context.Language).Variables())
        {
            Write(context, $"{variable.Name,-16} {TypeNames.Short(variable.Type),-32} {Summary(variable.Value)}\n");
        }
    }

    private static void Write(CellContext context, string text) => context.Run.Output.Stream(StreamName.Out, text);

    private static string FileVersion(string assembly)
    {
        string path = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        return File.Exists(path) ? FileVersionInfo.GetVersionInfo(path).ProductVersion?.Split('+')[0] ?? "" : "(not here)";
    }

    private static string Summary(object? value)
    {
        if (value is DataFrame frame) return $"{frame.Rows.Count} rows, {frame.Columns.Count} columns";
        if (value is ICollection collection) return $"{collection.Count} items";
        string text = (value?.ToString() ?? "null").ReplaceLineEndings(" ");
        return text.Length <= 60 ? text : text[..59] + "…";
    }
}
