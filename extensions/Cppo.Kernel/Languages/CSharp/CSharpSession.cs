using System.Reflection;
using Cppo.Kernel.Languages.Packages;
using Cppo.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>
/// A C# session: cells compiled one after the other as Roslyn script submissions, each seeing what the earlier ones declared.
/// One cell at a time.
/// </summary>
internal sealed class CSharpSession : IDisposable
{
    private static int sessions;
    private readonly string prefix = $"Cells{Interlocked.Increment(ref sessions)}-";
    private readonly SubmissionLoader loader = new();
    private readonly CellVariables variables = new();
    private readonly List<string> history = [];
    private readonly Dictionary<string, (object Owner, string Type)> shared = new(StringComparer.Ordinal);
    private object?[] slots = new object?[16];
    private CSharpCompilation? previous;
    private int count;
    private int inherited;
    private int last;

    /// <summary>What cells may name.</summary>
    public ScriptReferences References { get; } = new();

    /// <summary>Fetches packages that cells ask for.</summary>
    public PackageRestorer Packages { get; } = new();

    /// <summary>Loads what cells name.</summary>
    public SubmissionLoader Loader => loader;

    /// <summary>The variables that cells have declared, latest last.</summary>
    public CellVariables Variables => variables;

    /// <summary>The cells that were run, as they were compiled.</summary>
    public IReadOnlyList<string> History
    {
        get
        {
            lock (history) return [.. history];
        }
    }

    /// <summary>Compiles and runs a cell.</summary>
    /// <param name="code">C#, its lines where they are in the cell.</param>
    /// <param name="name">What the cell is called in traces ("cell 3").</param>
    /// <param name="cancellation">Ends compiling.</param>
    /// <returns>The value of the last expression.</returns>
    /// <exception cref="CellCompilationException">The code is not valid.</exception>
    public async Task<CellValue> RunAsync(string code, string name, CancellationToken cancellation)
    {
        CompiledSubmission compiled = SubmissionCompiler.Compile(
            code, name, $"{prefix}{count++}", previous, References.After(inherited), cancellation);
        inherited = References.Count;
        Assembly? assembly = compiled.Image.Length == 0 ? null : loader.Load(compiled.Image, compiled.Symbols);
        previous = compiled.Compilation;
        lock (history) history.Add(code);
        if (assembly is null) return default;

        MethodInfo factory = assembly.GetType(compiled.EntryType, throwOnError: true)!
            .GetMethod(compiled.EntryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

        // The submission stores itself in the slot after those of its predecessors.
        int slot = ++last;
        if (slot + 1 >= slots.Length) Array.Resize(ref slots, slots.Length * 2);
        try
        {
            object? value = await factory.CreateDelegate<Func<object?[], Task<object>>>()(slots).ConfigureAwait(false);
            bool present = value is not null || HasValue(compiled);
            return new(present, value);
        }
        finally
        {
            if (slots[slot] is { } submission) variables.Add(submission);
        }
    }

    /// <summary>Compiles and runs a cell that leaves nothing behind.</summary>
    public void WarmUp() =>
        SubmissionCompiler.Compile(
            "var numbers = Enumerable.Range(0, 3).Select(n => n * 2).ToList(); numbers", "warm-up", $"{prefix}warm", null, References.After(0), default);

    /// <summary>Declares a variable that later cells see, under the value's type or its nearest base that a cell may name.</summary>
    /// <exception cref="CppoException">The name is not one that C# allows.</exception>
    public void SetValue(string name, object? value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
        {
            throw new CppoException($"'{name}' is not a name for a variable.", "Use letters, digits and underscores, starting with a letter.");
        }

        string type = value is null ? "object?" : TypeNames.Nameable(value.GetType(), References);
        // The same name again, as a magic in a loop of cells does it: one more class a time would never be given back.
        if (value is not null && variables.Place(name) is var (owner, field) && shared.TryGetValue(name, out var before) && before.Owner == owner && before.Type == type)
        {
            field.SetValue(owner, value);
            return;
        }

        string code = value is null ? $"object? @{name} = null;" : $"{type} @{name} = ({type})global::Cppo.Kernel.Languages.SharedValues.Take(\"{SharedValues.Put(value)}\");";
        RunAsync(code, $"value {name}", CancellationToken.None).GetAwaiter().GetResult();
        if (variables.Place(name) is var (stored, _)) shared[name] = (stored, type);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        loader.Dispose();
        Packages.Dispose();
    }

    // A null may be a value ("x" where x is null) or the absence of one ("Console.WriteLine()").
    private static bool HasValue(CompiledSubmission compiled)
    {
        SyntaxTree tree = compiled.Compilation.SyntaxTrees[^1];
        GlobalStatementSyntax? last = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault() as GlobalStatementSyntax;
        if (last?.Statement is not ExpressionStatementSyntax { SemicolonToken.IsMissing: true } statement) return false;
        ITypeSymbol? type = compiled.Compilation.GetSemanticModel(tree).GetTypeInfo(statement.Expression).ConvertedType;
        return type is not null && type.SpecialType != SpecialType.System_Void;
    }
}

/// <summary>What a cell's last expression came to.</summary>
/// <param name="Present">Whether there was such an expression.</param>
/// <param name="Value">Its value.</param>
internal readonly record struct CellValue(bool Present, object? Value);
