using System.Net;
using System.Text;
using Cppo.Kernel.Languages;
using Cppo.Kernel.Languages.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Cppo.Kernel.Headless.Html;

/// <summary>A cell's code as markup: keywords, literals, comments and magic lines set apart. Needs no binding, so it is quick.</summary>
internal static class CodeHtml
{
    /// <summary>The code as markup.</summary>
    /// <param name="cell">The cell's text.</param>
    /// <param name="language">The language of the lines before the first selector.</param>
    public static string Render(string cell, string language = CellLanguageNames.CSharp)
    {
        string code = cell.ReplaceLineEndings("\n");
        if (code.Split('\n') is var lines && !lines.Any(CellParser.IsMagic)) return language == CellLanguageNames.CSharp ? CSharp(code) : WebUtility.HtmlEncode(code);

        StringBuilder html = new();
        foreach (CellSegment segment in CellParser.Parse(code, language))
        {
            // Blank stretches and language lines are not segments; the lines between keep their places.
            int written = html.ToString().Count(c => c == '\n');
            for (int line = written; line < segment.Line; line++) html.Append(Magic(lines[line])).Append('\n');
            html.Append(segment.Kind switch
            {
                SegmentKind.Code when segment.Language == CellLanguageNames.CSharp => CSharp(segment.Text),
                SegmentKind.Magic => Magic(lines[segment.Line]),
                _ => WebUtility.HtmlEncode(segment.Text),
            });
            html.Append('\n');
        }

        return html.ToString().TrimEnd('\n');
    }

    private static string Magic(string line) =>
        line.Length == 0 ? "" : $"<span class=\"nb-m\">{WebUtility.HtmlEncode(line)}</span>";

    private static string CSharp(string code)
    {
        StringBuilder html = new();
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        foreach (SyntaxToken token in root.DescendantTokens(descendIntoTrivia: false))
        {
            foreach (SyntaxTrivia trivia in token.LeadingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
            Append(html, token.Text, ClassOf(token));
            foreach (SyntaxTrivia trivia in token.TrailingTrivia) Append(html, trivia.ToFullString(), ClassOf(trivia));
        }

        return html.ToString();
    }

    private static string? ClassOf(SyntaxToken token)
    {
        if (token.IsKeyword() || (token.IsContextualKeyword() && !token.IsKind(SyntaxKind.IdentifierToken))) return "nb-k";
        if (token.IsKind(SyntaxKind.IdentifierToken) && token.Text is "var") return "nb-k";
        return token.Kind() switch
        {
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.NumericLiteralToken
                or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
                or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken
                or SyntaxKind.InterpolatedRawStringEndToken => "nb-s",
            _ => null,
        };
    }

    private static string? ClassOf(SyntaxTrivia trivia)
    {
        if (trivia.IsDirective) return "nb-m";
        return trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia ? "nb-c" : null;
    }

    private static void Append(StringBuilder html, string text, string? style)
    {
        if (text.Length == 0) return;
        if (style is null) html.Append(WebUtility.HtmlEncode(text));
        else html.Append($"<span class=\"{style}\">").Append(WebUtility.HtmlEncode(text)).Append("</span>");
    }
}
