using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>A line such as <c>#r "nuget: Name, 1.0"</c>.</summary>
/// <param name="Kind">The letter or word after the hash: r, i or load.</param>
/// <param name="Value">What the quotes hold.</param>
/// <param name="Span">Where it is in the text.</param>
internal sealed record ScriptDirective(string Kind, string Value, TextSpan Span);

/// <summary>Finds the directives that the kernel carries out itself.</summary>
internal static partial class ScriptDirectives
{
    /// <summary>The directives of a text, in order. Lines that only look like one, inside a string or a comment, are not found.</summary>
    public static IReadOnlyList<ScriptDirective> Find(string code)
    {
        if (!code.Contains('#')) return [];
        SyntaxNode root = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.ParseOptions).GetRoot();
        List<ScriptDirective> found = [];
        for (DirectiveTriviaSyntax? directive = root.GetFirstDirective(); directive is not null; directive = directive.GetNextDirective())
        {
            Match match = Directive().Match(directive.ToString());
            if (match.Success) found.Add(new(match.Groups[1].Value, match.Groups[2].Value.Trim(), directive.Span));
        }

        return found;
    }

    /// <summary>The text with <c>#r</c> and <c>#i</c> turned to blanks, so that every other position stays.</summary>
    public static string Blank(string code)
    {
        char[] text = code.ToCharArray();
        foreach (ScriptDirective directive in Find(code).Where(directive => directive.Kind != "load"))
        {
            for (int i = directive.Span.Start; i < directive.Span.End; i++)
            {
                if (text[i] is not '\n' and not '\r') text[i] = ' ';
            }
        }

        return new(text);
    }

    [GeneratedRegex("""^#\s*(r|i|load)\s+"([^"]*)"\s*$""", RegexOptions.Multiline)]
    private static partial Regex Directive();
}
