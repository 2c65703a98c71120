using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;
using FSharp.Compiler.CodeAnalysis;
using FSharp.Compiler.EditorServices;
using FSharp.Compiler.Tokenization;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Cppo.Kernel.Languages.FSharp;

/// <summary>Completion and inspection by the F# compiler, knowing what earlier cells declared.</summary>
internal static class FSharpAssistant
{
    private const int MostDescribed = 40;

    /// <summary>What could be written at the cursor; nothing while a cell is running.</summary>
    public static CodeCompletions Complete(FSharpEngine engine, string code, int cursor)
    {
        (int line, int column, string text) = Place(code, cursor);
        PartialLongName typed = QuickParse.GetPartialLongNameEx(text[..column], column - 1);
        int start = cursor - typed.PartialIdent.Length;
        if (engine.Check(code) is not var (parsed, seen)) return new(cursor, cursor, []);
        DeclarationListInfo found = seen.GetDeclarationListInfo(FSharpOption<FSharpParseFileResults>.Some(parsed), line, text, typed, null, null, null);
        DeclarationListItem[] items = [.. found.Items.Where(item => item.NameInList.StartsWith(typed.PartialIdent, StringComparison.OrdinalIgnoreCase))];
        return new(start, cursor, [.. items.Select((item, i) =>
            new CodeCompletion(item.NameInCode, item.Glyph.ToString().ToLowerInvariant(), i < MostDescribed ? Signatures(item.Description).FirstOrDefault("") : ""))]);
    }

    /// <summary>The signature of the name at the cursor; null where nothing is known.</summary>
    public static MimeBundle? Inspect(FSharpEngine engine, string code, int cursor)
    {
        (int line, int column, string text) = Place(code, cursor);
        if (QuickParse.GetCompleteIdentifierIsland(true, text, column)?.Value is not var (name, end, _)) return null;
        if (engine.Check(code) is not var (_, seen)) return null;
        string[] signatures = [.. Signatures(seen.GetToolTip(line, end, text, ListModule.OfSeq(name.Split('.')), FSharpTokenTag.Identifier, null))];
        if (signatures.Length == 0) return null;
        return MimeBundle.Markup(Html.Of($"<pre>{Html.Join(signatures.Select(Html.Text), "\n")}</pre>").Markup, string.Join('\n', signatures));
    }

    // The line from 1, the place in it, and its text.
    private static (int Line, int Column, string Text) Place(string code, int cursor)
    {
        int start = cursor == 0 ? 0 : code.LastIndexOf('\n', cursor - 1) + 1;
        int end = code.IndexOf('\n', cursor);
        return (code.AsSpan(0, start).Count('\n') + 1, cursor - start, code[start..(end < 0 ? code.Length : end)]);
    }

    private static IEnumerable<string> Signatures(ToolTipText tip) => tip.Item
        .OfType<ToolTipElement.Group>()
        .SelectMany(group => group.elements)
        .Select(element => string.Concat(element.MainDescription.Parts.Select(part => part.Text)));
}
