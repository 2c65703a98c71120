using System.Diagnostics;
using System.Reflection;

namespace Cppo.Kernel.Sessions;

/// <summary>One call in a trace.</summary>
/// <param name="Method">The method, as people write it; empty for the top level of a cell.</param>
/// <param name="Source">The cell or file; null where it is unknown.</param>
/// <param name="Line">The line in it, from 1.</param>
internal sealed record StackFrameText(string Method, string? Source, int? Line)
{
    /// <summary>The frame as one line of a trace.</summary>
    public string Describe()
    {
        string place = Source is null ? "" : $"{Source}, line {Line}";
        if (Method.Length == 0) return place;
        return place.Length == 0 ? $"at {Method}" : $"at {Method} in {place}";
    }
}

/// <summary>Reads the calls that led to an exception, without the kernel's own and without the compiler's.</summary>
internal static class StackFrames
{
    private const int Most = 24;

    /// <summary>The calls, innermost first.</summary>
    public static IReadOnlyList<StackFrameText> Of(Exception error) =>
        [.. new StackTrace(error, fNeedFileInfo: true).GetFrames().Where(IsUsers).Select(Text).Distinct().Take(Most)];

    private static bool IsUsers(StackFrame frame)
    {
        if (frame.GetMethod() is not { } method) return false;
        string space = method.DeclaringType?.Namespace ?? "";
        return !space.StartsWith("Cppo.Kernel", StringComparison.Ordinal)
            && !space.StartsWith("FSharp.Compiler", StringComparison.Ordinal)
            && !space.StartsWith("System.Reflection", StringComparison.Ordinal)
            && !space.StartsWith("System.Runtime.CompilerServices", StringComparison.Ordinal)
            && !space.StartsWith("System.Runtime.ExceptionServices", StringComparison.Ordinal);
    }

    private static StackFrameText Text(StackFrame frame)
    {
        MethodBase method = frame.GetMethod()!;
        string? file = frame.GetFileName();
        int line = frame.GetFileLineNumber();
        string assembly = method.Module.Assembly.GetName().Name!;
        bool isFSharp = assembly.StartsWith("FSI-ASSEMBLY", StringComparison.Ordinal);
        bool submission = isFSharp || assembly.StartsWith("Cells", StringComparison.Ordinal);
        string name = Name(method, submission);
        return new(name, line == 0 ? null : submission && !isFSharp ? file : Path.GetFileName(file), line == 0 ? null : line);
    }

    // Async methods, iterators, lambdas and local functions carry the name that the user gave in angle brackets.
    private static string Name(MethodBase method, bool submission)
    {
        Type? type = method.DeclaringType;
        string name = method.Name == "MoveNext" && type is not null ? type.Name : method.Name;
        while (type is { IsNested: true } && type.Name.Contains('<')) type = type.DeclaringType;
        string inner = name.Contains('<') ? name[(name.LastIndexOf('<') + 1)..name.IndexOf('>')] : name;
        if (submission && inner is "Initialize" or "Factory" or "main@") return "";
        string owner = submission && type is { IsNested: false } ? "" : $"{type?.Name}.";
        return owner + inner;
    }
}
