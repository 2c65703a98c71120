using System.Runtime;
using System.Text.RegularExpressions;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.Packages;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.FSharp.Collections;

namespace Cppo.Kernel.Languages.FSharp;

/// <summary>F#, compiled and run in this process by the interactive compiler, which is loaded with the first stretch.</summary>
/// <param name="csharp">The session's C#, whose references and packages F# shares.</param>
internal sealed partial class FSharpLanguage(CSharpSession csharp) : ICellLanguage
{
    // An interrupt first ends compiling and breaks waits; what still runs then is broken off at its next step in managed code.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private FSharpEngine? engine;
    private volatile bool running;

    /// <inheritdoc/>
    public string Name => CellLanguageNames.FSharp;

    /// <inheritdoc/>
    public async Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context)
    {
        string code = await RestoreAsync(segment.Placed, context).ConfigureAwait(false);
        if (running)
        {
            // The cell before this one was given up and still holds the compiler.
            engine = null;
            context.Run.Output.Stream(StreamName.Error, "F# starts anew, because a cell that was given up still runs; its variables are gone.\n");
        }

        if (code.Contains("torch", StringComparison.OrdinalIgnoreCase)) Libtorch.Require();
        using CancellationTokenSource force = new();
        using CancellationTokenRegistration later = context.Run.Cancellation.Register(() => force.CancelAfter(Grace));
        CellValue last = default;
        FSharpEngine mine = Engine();
        running = true;
        try
        {
            ControlledExecution.Run(() => last = Run(mine, code, context), force.Token);
        }
        finally
        {
            context.Run.ThreadIsSpent |= force.IsCancellationRequested;
        }

        return last.Present ? ValueFormatter.Format(Shown(last.Value)) : null;
    }

    /// <inheritdoc/>
    public Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation) =>
        Task.Run(() => FSharpAssistant.Complete(Engine(), code, cursor), cancellation);

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation) =>
        Task.Run(() => FSharpAssistant.Inspect(Engine(), code, cursor), cancellation);

    /// <inheritdoc/>
    public CellCompleteness Completeness(string code) => CellCompleteness.Complete;

    /// <inheritdoc/>
    public IReadOnlyList<CellVariable> Variables() => running ? [] : engine?.Variables() ?? [];

    /// <inheritdoc/>
    public void SetValue(string name, object? value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
        {
            throw new CppoException($"'{name}' is not a name for a variable.", "Use letters, digits and underscores, starting with a letter.");
        }

        Engine().SetValue(name, value);
    }

    /// <inheritdoc/>
    public void Dispose() => engine?.Dispose();

    private FSharpEngine Engine()
    {
        lock (gate) return engine ??= new(csharp.References);
    }

    private CellValue Run(FSharpEngine mine, string code, CellContext context)
    {
        try
        {
            mine.Follow();
            CellValue last = default;
            foreach (string part in Parts(code))
            {
                (last, IReadOnlyList<string> warnings) = mine.Run(part, context.Name, context.Run.Cancellation);
                foreach (string warning in warnings) context.Run.Output.Stream(StreamName.Error, warning + "\n");
            }

            return last;
        }
        finally
        {
            if (mine == engine) running = false;
        }
    }

    // As an array, a list is a table of its items; as itself it would be a head and a tail.
    private static object? Shown(object? value) =>
        value?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(FSharpList<>)
            ? typeof(ListModule).GetMethod(nameof(ListModule.ToArray))!.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [value])
            : value;

    // The compiler stops reading at two semicolons; each part keeps its lines.
    private static IEnumerable<string> Parts(string code)
    {
        int start = 0;
        foreach (Match end in End().Matches(code))
        {
            yield return Placed(start, end.Index);
            start = end.Index + 2;
        }

        if (!string.IsNullOrWhiteSpace(code[start..])) yield return Placed(start, code.Length);

        string Placed(int from, int to) => new string('\n', code.AsSpan(0, from).Count('\n')) + code[from..to];
    }

    // Packages are restored as those of C# are, so that both languages have them.
    private async Task<string> RestoreAsync(string code, CellContext context)
    {
        List<PackageRequest> packages = [];
        string rest = Directive().Replace(code, match =>
        {
            string value = match.Groups["value"].Value.Trim();
            if (match.Groups["kind"].Value == "i") csharp.Packages.AddSource(PackageRequest.Source(value));
            else packages.Add(PackageRequest.Parse(value));
            return new string(' ', match.Length);
        });
        if (packages.Count > 0) await PackageLoader.LoadAsync(packages, csharp.Packages, context).ConfigureAwait(false);
        return rest;
    }

    [GeneratedRegex(";;(?=[ \\t]*$)", RegexOptions.Multiline)]
    private static partial Regex End();

    [GeneratedRegex("""^[ \t]*#(?<kind>r|i)[ \t]+"(?<value>nuget:[^"\n]*)"[ \t]*$""", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
