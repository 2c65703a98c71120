using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>
/// Writes the checks of <see cref="CellCancellation"/> into a cell's source: at the start of every loop body, at labels, and at the
/// start of every method, local function, accessor and lambda with a block; what is awaited is awaited until the interrupt. Text goes in on the line where it belongs, so line
/// numbers stay what the user sees. Lambdas without a block are left alone: without binding one cannot tell whether they
/// return a value.
/// </summary>
internal sealed class CellInstrumentation : CSharpSyntaxWalker
{
    private const string Loop = "global::Cppo.Kernel.Languages.CellCancellation.ThrowIfRequested();";
    private const string Method = "global::Cppo.Kernel.Languages.CellCancellation.EnterMethod();";
    private const string Await = "global::Cppo.Kernel.Languages.CellCancellation.UntilInterrupt(";
    private readonly List<TextChange> changes = [];

    /// <summary>The source with its checks; the source itself where it has no loop and no method.</summary>
    public static SourceText Apply(SyntaxTree tree)
    {
        CellInstrumentation walker = new();
        walker.Visit(tree.GetRoot());
        // Insertions at one position keep the order in which the walk met them; a change with a length comes last.
        IEnumerable<TextChange> ordered = walker.changes.OrderBy(change => change.Span.Start).ThenBy(change => change.Span.Length);
        StringBuilder text = new();
        string source = tree.GetText().ToString();
        int done = 0;
        foreach (TextChange change in ordered)
        {
            text.Append(source, done, change.Span.Start - done).Append(change.NewText);
            done = change.Span.End;
        }

        return SourceText.From(text.Append(source, done, source.Length - done).ToString(), Encoding.UTF8);
    }

    /// <inheritdoc/>
    public override void VisitWhileStatement(WhileStatementSyntax node)
    {
        Guard(node.Statement);
        base.VisitWhileStatement(node);
        Close(node.Statement);
    }

    /// <inheritdoc/>
    public override void VisitDoStatement(DoStatementSyntax node)
    {
        Guard(node.Statement);
        base.VisitDoStatement(node);
        Close(node.Statement);
    }

    /// <inheritdoc/>
    public override void VisitForStatement(ForStatementSyntax node)
    {
        Guard(node.Statement);
        base.VisitForStatement(node);
        Close(node.Statement);
    }

    /// <inheritdoc/>
    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Guard(node.Statement);
        base.VisitForEachStatement(node);
        Close(node.Statement);
    }

    /// <inheritdoc/>
    public override void VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        Guard(node.Statement);
        base.VisitForEachVariableStatement(node);
        Close(node.Statement);
    }

    /// <inheritdoc/>
    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        Insert(node.ColonToken.Span.End, Loop);
        base.VisitLabeledStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        Insert(node.Expression.SpanStart, Await);
        base.VisitAwaitExpression(node);
        Insert(node.Expression.Span.End, ")");
    }

    /// <inheritdoc/>
    public override void VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        Enter(node.Body, node.ExpressionBody, node.SemicolonToken, ReturnsValue(node.ReturnType, node.Modifiers));
        base.VisitMethodDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Enter(node.Body, node.ExpressionBody, node.SemicolonToken, ReturnsValue(node.ReturnType, node.Modifiers));
        base.VisitLocalFunctionStatement(node);
    }

    /// <inheritdoc/>
    public override void VisitOperatorDeclaration(OperatorDeclarationSyntax node)
    {
        Enter(node.Body, node.ExpressionBody, node.SemicolonToken, returnsValue: true);
        base.VisitOperatorDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitConstructorDeclaration(ConstructorDeclarationSyntax node)
    {
        Enter(node.Body, node.ExpressionBody, node.SemicolonToken, returnsValue: false);
        base.VisitConstructorDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitAccessorDeclaration(AccessorDeclarationSyntax node)
    {
        Enter(node.Body, node.ExpressionBody, node.SemicolonToken, node.IsKind(SyntaxKind.GetAccessorDeclaration));
        base.VisitAccessorDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        Getter(node.ExpressionBody, node.SemicolonToken);
        base.VisitPropertyDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitIndexerDeclaration(IndexerDeclarationSyntax node)
    {
        Getter(node.ExpressionBody, node.SemicolonToken);
        base.VisitIndexerDeclaration(node);
    }

    /// <inheritdoc/>
    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        Enter(node.Block, null, default, returnsValue: false);
        base.VisitSimpleLambdaExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        Enter(node.Block, null, default, returnsValue: false);
        base.VisitParenthesizedLambdaExpression(node);
    }

    /// <inheritdoc/>
    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        Enter(node.Block, null, default, returnsValue: false);
        base.VisitAnonymousMethodExpression(node);
    }

    // Task and ValueTask of an async method carry no value; of any other method they are the value.
    private static bool ReturnsValue(TypeSyntax type, SyntaxTokenList modifiers)
    {
        if (type is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword }) return false;
        return !modifiers.Any(SyntaxKind.AsyncKeyword) || type.DescendantNodesAndSelf().OfType<GenericNameSyntax>().Any();
    }

    private void Guard(StatementSyntax body)
    {
        if (body is BlockSyntax block) Insert(block.OpenBraceToken.Span.End, Loop);
        else Insert(body.SpanStart, "{" + Loop);
    }

    private void Close(StatementSyntax body)
    {
        if (body is not BlockSyntax) Insert(body.Span.End, "}");
    }

    private void Enter(BlockSyntax? body, ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon, bool returnsValue)
    {
        if (body is not null)
        {
            Insert(body.OpenBraceToken.Span.End, Method);
        }
        else if (arrow is not null && !semicolon.IsMissing)
        {
            bool returns = returnsValue && arrow.Expression is not ThrowExpressionSyntax;
            Replace(arrow.ArrowToken, "{" + Method + (returns ? "return " : ""));
            Insert(semicolon.Span.End, "}");
        }
    }

    private void Getter(ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon)
    {
        if (arrow is null || semicolon.IsMissing) return;
        Replace(arrow.ArrowToken, "{get{" + Method + (arrow.Expression is ThrowExpressionSyntax ? "" : "return "));
        Insert(semicolon.Span.End, "}}");
    }

    private void Insert(int position, string text) => changes.Add(new(new(position, 0), text));

    private void Replace(SyntaxToken token, string text) => changes.Add(new(token.Span, text));
}
