using System.Runtime.ExceptionServices;
using Cppo.Kernel.Languages.CSharp;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.Diagnostics;
using FSharp.Compiler.Interactive;
using Microsoft.FSharp.Core;

namespace Cppo.Kernel.Languages.FSharp;

/// <summary>The interactive F# compiler in this process: it references what C# cells reference and imports what they import.</summary>
internal sealed class FSharpEngine : IDisposable
{
    private readonly Shell.FsiEvaluationSession session;
    private readonly ScriptReferences references;
    private readonly Lock gate = new();
    private int known;

    /// <summary>Loads the compiler; takes seconds.</summary>
    public FSharpEngine(ScriptReferences references)
    {
        this.references = references;
        known = references.Count;
        // Left alone, the compiler brings a selection of the framework that lacks System.Collections; and of two homes of a type, the
        // reference pack's is the one that literals have. Without an SDK there is only the other one.
        string framework = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        string[] pack = AssemblyDocumentation.ReferencePack() is { } folder ? Directory.GetFiles(folder, "*.dll") : [];
        IEnumerable<string> paths = references.After(0).Select(reference => reference.FilePath!)
            .Where(path => pack.Length == 0 || !path.StartsWith(framework, StringComparison.Ordinal))
            .Concat(pack)
            .Select(path => $"-r:{path}");
        string[] arguments = ["fsi", "--noninteractive", "--nologo", "--gui-", "--quiet", "--debug+", "--optimize+", "--noframework", .. paths];
        session = Shell.FsiEvaluationSession.Create(
            Shell.FsiEvaluationSession.GetDefaultConfiguration(), arguments, TextReader.Null, TextWriter.Null, TextWriter.Null, FSharpOption<bool>.None, null);
        Run(string.Join('\n', ScriptReferences.Imports.Select(Open)), "imports", default);
    }

    /// <summary>Compiles and runs a text.</summary>
    /// <param name="code">F#, its lines where they are in the cell.</param>
    /// <param name="name">What the cell is called in traces.</param>
    /// <param name="cancellation">Ends compiling.</param>
    /// <returns>The value of the last expression, and warnings.</returns>
    /// <exception cref="CellCompilationException">The code is not valid.</exception>
    public (CellValue Value, IReadOnlyList<string> Warnings) Run(string code, string name, CancellationToken cancellation)
    {
        lock (gate)
        {
            (FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception> result, FSharpDiagnostic[] found) = Evaluate(code, name, cancellation);
            if (result is FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice2Of2 { Item: { } error })
            {
                if (error is Shell.FsiCompilationException) throw FSharpErrors.Of(found, code, name);
                ExceptionDispatchInfo.Throw(error);
            }

            Shell.FsiValue? value = ((FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>.Choice1Of2)result).Item?.Value;
            CellValue last = value is null || value.ReflectionType == typeof(Unit) ? default : new(true, value.ReflectionValue);
            return (last, [.. FSharpErrors.Warnings(found)]);
        }
    }

    /// <summary>References the assemblies that C# has come to reference.</summary>
    public void Follow()
    {
        string[] added = [.. references.After(known).Select(reference => $"#r @\"{reference.FilePath}\"")];
        known = references.Count;
        if (added.Length > 0) Run(string.Join('\n', added), "references", default);
    }

    /// <summary>Declares a variable under the value's type or its nearest base that F# may name.</summary>
    public void SetValue(string name, object? value)
    {
        Follow();
        string code = value is null
            ? $"let ``{name}`` : obj = null"
            : $"let ``{name}`` = global.Cppo.Kernel.Languages.SharedValues.Take(\"{SharedValues.Put(value)}\") :?> {TypeNames.FSharp(value.GetType(), references)}";
        Run(code, $"value {name}", default);
    }

    /// <summary>The variables, in the order of their names.</summary>
    public IReadOnlyList<CellVariable> Variables()
    {
        lock (gate)
        {
            return [.. session.GetBoundValues()
                .Where(bound => bound.Name != "it")
                .Select(bound => new CellVariable(bound.Name, bound.Value.ReflectionType, bound.Value.ReflectionValue))];
        }
    }

    /// <summary>What the compiler makes of a text that is not run; null while a cell is running.</summary>
    public (FSharpParseFileResults Parsed, FSharpCheckFileResults Checked)? Check(string code)
    {
        if (!gate.TryEnter()) return null;
        try
        {
            (FSharpParseFileResults parsed, FSharpCheckFileResults seen, _) = session.ParseAndCheckInteraction(code, FSharpOption<bool>.None);
            return (parsed, seen);
        }
        finally
        {
            gate.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)session).Dispose();

    private Tuple<FSharpChoice<FSharpOption<Shell.FsiValue>?, Exception>, FSharpDiagnostic[]> Evaluate(string code, string name, CancellationToken cancellation) =>
        session.EvalInteractionNonThrowing(code, name, FSharpOption<CancellationToken>.Some(cancellation));

    private static string Open(string import) => Type.GetType($"{import}, {typeof(SharedValues).Assembly.GetName().Name}") is null ? $"open {import}" : $"open type {import}";
}
