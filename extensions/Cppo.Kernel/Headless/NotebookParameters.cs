using System.Globalization;
using Cppo.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Cppo.Kernel.Languages.CSharp;

namespace Cppo.Kernel.Headless;

/// <summary>
/// Parameters as papermill keeps them: a cell tagged <c>parameters</c> declares variables with their defaults; values given at
/// the start go into a cell tagged <c>injected-parameters</c> after it.
/// </summary>
internal static class NotebookParameters
{
    private const string DeclaredTag = "parameters";
    private const string InjectedTag = "injected-parameters";

    /// <summary>Puts values into the notebook; those of an earlier run are replaced.</summary>
    /// <param name="document">The notebook; changed in place.</param>
    /// <param name="values">Name and value as typed.</param>
    /// <exception cref="CppoException">A name that the notebook does not declare, or a value that does not fit its type.</exception>
    public static void Inject(NotebookDocument document, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        if (values.Count == 0) return;
        if (document.Cells.FirstOrDefault(cell => cell.IsCode && cell.HasTag(DeclaredTag)) is not { } declaring)
        {
            throw new CppoException(
                $"The notebook takes no parameters, so {values[0].Key} cannot be set.", $"Tag the cell that declares its variables '{DeclaredTag}'.");
        }

        Dictionary<string, string> types = Declared(declaring.Source);
        List<string> lines = ["// Parameters"];
        foreach ((string name, string value) in values)
        {
            if (!types.TryGetValue(name, out string? type))
            {
                throw new CppoException(
                    $"The notebook has no parameter {name}.", $"It has: {string.Join(", ", types.Select(pair => $"{pair.Key} ({pair.Value})"))}.");
            }

            lines.Add($"{type} {name} = {Literal(name, type, value)};");
        }

        foreach (NotebookCell old in document.Cells.Where(cell => cell.HasTag(InjectedTag)).ToList()) document.Remove(old);
        int place = document.Cells.TakeWhile(cell => cell != declaring).Count() + 1;
        document.Insert(place, NotebookCell.Code("injected-parameters", string.Join('\n', lines), InjectedTag));
    }

    private static Dictionary<string, string> Declared(string source)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText(source, SubmissionCompiler.ParseOptions).GetRoot();
        Dictionary<string, string> types = new(StringComparer.Ordinal);
        foreach (FieldDeclarationSyntax field in root.ChildNodes().OfType<FieldDeclarationSyntax>())
        {
            foreach (VariableDeclaratorSyntax variable in field.Declaration.Variables)
            {
                string type = field.Declaration.Type.ToString();
                types[variable.Identifier.ValueText] = type == "var" ? TypeOf(variable.Initializer?.Value) : type;
            }
        }

        return types;
    }

    private static string TypeOf(ExpressionSyntax? value)
    {
        if (value is PrefixUnaryExpressionSyntax sign) return TypeOf(sign.Operand);
        return value is LiteralExpressionSyntax { Token.Value: { } literal } ? TypeNames.Short(literal.GetType()) : "var";
    }

    private static string Literal(string name, string type, string value)
    {
        string bare = type.TrimEnd('?');
        CppoException Wrong(string expected) => new(
            $"The parameter {name} is {expected} ({type}), and '{value}' is not.", $"Write --set {name}={Example(bare)}, for instance.");
        switch (bare)
        {
            case "string":
                return SymbolDisplay.FormatLiteral(value, quote: true);
            case "bool":
                return bool.TryParse(value, out bool flag) ? (flag ? "true" : "false") : throw Wrong("true or false");
            case "int" or "long" or "short" or "byte" or "uint" or "ulong":
                return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
                    ? whole.ToString(CultureInfo.InvariantCulture) : throw Wrong("a whole number");
            case "double" or "float" or "decimal":
                string suffix = bare switch { "float" => "f", "decimal" => "m", _ => "d" };
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double real) && double.IsFinite(real)
                    ? value.Trim() + suffix : throw Wrong("a number");
            default:
                ExpressionSyntax expression = SyntaxFactory.ParseExpression(value);
                return expression.ContainsDiagnostics || expression.FullSpan.Length != value.Length ? throw Wrong("a C# expression") : value;
        }
    }

    private static string Example(string type) => type switch
    {
        "bool" => "true",
        "double" or "float" or "decimal" => "0.5",
        "int" or "long" or "short" or "byte" or "uint" or "ulong" => "5",
        _ => "\"new[] { 1, 2 }\"",
    };
}
