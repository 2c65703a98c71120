using System.Net;
using System.Text;
using Cppo.Kernel.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.QuickInfo;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Completion and inspection by Roslyn's language services, knowing what earlier cells declared.</summary>
internal sealed class CSharpAssistant(CSharpSession session)
{
    private readonly SemaphoreSlim turn = new(1);
    private Solution? solution;
    private ProjectId? last;
    private int known;
    private int inherited;

    /// <summary>What could be written at the cursor.</summary>
    public async Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation)
    {
        Document document = await OpenAsync(code, cancellation).ConfigureAwait(false);
        if (CompletionService.GetService(document) is not { } service) return new(cursor, cursor, []);
        CompletionList list = await service.GetCompletionsAsync(document, cursor, cancellationToken: cancellation).ConfigureAwait(false);
        string typed = code[list.Span.Start..cursor];
        // An item with a namespace beside it would need an import that completing it cannot write into an earlier cell.
        IEnumerable<CompletionItem> items = list.ItemsList
            .Where(item => item.InlineDescription.Length == 0)
            .Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase);
        return new(list.Span.Start, cursor, [.. items
            .Select(item => new CodeCompletion(item.DisplayText, item.Tags.FirstOrDefault()?.ToLowerInvariant() ?? "text"))
            .DistinctBy(item => item.Text)]);
    }

    /// <summary>What the name at the cursor is; null where nothing is known.</summary>
    public async Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation)
    {
        Document document = await OpenAsync(code, cancellation).ConfigureAwait(false);
        if (QuickInfoService.GetService(document) is not { } service) return null;
        QuickInfoItem? found = null;
        // The cursor stands behind the name, or behind the bracket that opens its arguments.
        for (int back = 0; back <= 2 && found is null && cursor - back >= 0; back++)
        {
            found = await service.GetQuickInfoAsync(document, cursor - back, cancellation).ConfigureAwait(false);
        }

        if (found is null) return null;
        string[] sections = [.. found.Sections.Select(section => section.Text.Trim()).Where(text => text.Length > 0)];
        if (sections.Length == 0) return null;
        StringBuilder html = new($"<pre>{WebUtility.HtmlEncode(sections[0])}</pre>");
        foreach (string text in sections.Skip(1)) html.Append($"<p>{WebUtility.HtmlEncode(text)}</p>");
        return MimeBundle.Markup(html.ToString(), string.Join("\n\n", sections));
    }

    private async Task<Document> OpenAsync(string code, CancellationToken cancellation)
    {
        await turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            solution ??= new AdhocWorkspace().CurrentSolution;
            IReadOnlyList<string> history = session.History;
            for (; known < history.Count; known++)
            {
                (solution, last) = Add(solution, history[known], last);
                inherited = session.References.Count;
            }

            (Solution opened, ProjectId current) = Add(solution, code, last);
            return opened.GetProject(current)!.Documents.Single();
        }
        finally
        {
            turn.Release();
        }
    }

    private (Solution Solution, ProjectId Project) Add(Solution to, string code, ProjectId? previous)
    {
        ProjectId id = ProjectId.CreateNewId();
        string name = $"Cell{known}";
        ProjectInfo project = ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name,
            name,
            LanguageNames.CSharp,
            compilationOptions: (previous is null ? SubmissionCompiler.CompilationOptions : SubmissionCompiler.InheritingOptions).WithScriptClassName(name),
            parseOptions: SubmissionCompiler.ParseOptions,
            projectReferences: previous is null ? [] : [new ProjectReference(previous)],
            metadataReferences: session.References.DocumentedAfter(inherited),
            isSubmission: true);
        DocumentInfo document = DocumentInfo.Create(
            DocumentId.CreateNewId(id),
            "cell.csx",
            sourceCodeKind: SourceCodeKind.Script,
            loader: TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create())));
        return (to.AddProject(project).AddDocument(document), id);
    }
}
