using System.Globalization;
using System.Numerics;
using Cppo.Rewards.Grading.Expressions;

namespace Cppo.Rewards.Grading.Fair;

/// <summary>Writes an answer's tree as its normal form: numbers reduced, sums in one order, sets sorted.</summary>
/// <param name="budget">Bounds the work.</param>
internal sealed class FormText(WorkBudget budget)
{
    private const int Longest = 400;
    private static readonly Rational Half = new(1, 2);

    /// <summary>The normal form in one line.</summary>
    public string Of(AnswerForm form)
    {
        string text = Text(form);
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    private string Text(AnswerForm form) => form switch
    {
        Amount amount => Text(amount.Value),
        Collection { IsBare: true } list => string.Join(", ", list.Items.Select(Text).Order(StringComparer.Ordinal)),
        Collection { IsSet: true } set => $"{{{string.Join(", ", set.Items.Select(Text).Order(StringComparer.Ordinal))}}}",
        Collection { IsRatio: true } ratio => string.Join(" : ", ratio.Items.Select(Text)),
        Collection list => $"{list.Open}{string.Join(", ", list.Items.Select(Text))}{list.Close}",
        Union union => string.Join(" ∪ ", union.Parts.Select(Text).Order(StringComparer.Ordinal)),
        Relation relation => Text(relation.Sides[0]) + string.Concat(relation.Operators.Select((sign, i) => $" {sign} {Text(relation.Sides[i + 1])}")),
        Matrix matrix => $"[{string.Join("; ", matrix.Rows.Select(row => string.Join(" ", row.Select(Text))))}]",
        Name name => name.Text,
        _ => "",
    };

    private string Text(Expression expression)
    {
        if (Quantity.Of(expression) is not { } quantity) return FairExpressions.Text(expression);
        string number = Number(quantity.Number);
        return quantity.UnitText.Length == 0 ? number
            : quantity.UnitText is Unit.Percent or Unit.Degree ? number + quantity.UnitText
            : quantity.UnitText is Unit.Dollar ? quantity.UnitText + number
            : $"{number} {quantity.UnitText}";
    }

    // Decimals stay as they were written; all else in canonical form, where it has one.
    private string Number(Expression number)
    {
        if (FairExpressions.All(number).Any(part => part is WrittenDecimal)) return FairExpressions.Text(number);
        try
        {
            return new CanonicalEvaluation(budget).Of(FairExpressions.Exact(number)).Terms is { Count: > 0 } terms ? Sum(terms) : "0";
        }
        catch (EvaluationStop)
        {
            return FairExpressions.Text(number);
        }
    }

    private static string Sum(IReadOnlyDictionary<Monomial, Coefficient> terms)
    {
        string text = string.Join(" + ", terms.Select(term => Term(term.Key, term.Value.Exact)).OrderByDescending(term => term.Degree).ThenBy(term => term.Text, StringComparer.Ordinal).Select(term => term.Text));
        return text.Replace(" + -", " - ", StringComparison.Ordinal);
    }

    private static (int Degree, string Text) Term(Monomial monomial, Rational coefficient)
    {
        // Roots of primes are shown as one: sqrt(2) sqrt(47) is sqrt(94).
        BasePower[] roots = [.. monomial.Powers.Where(power => power.Exponent == Half && char.IsAsciiDigit(power.Name[0]))];
        IEnumerable<string> factors = monomial.Powers.Except(roots).Select(Factor);
        if (roots.Length > 0) factors = factors.Append($"sqrt({roots.Aggregate(BigInteger.One, (all, root) => all * BigInteger.Parse(root.Name, CultureInfo.InvariantCulture))})");
        string product = string.Join("*", factors);
        string number = FairExpressions.Text(coefficient);
        int degree = (int)monomial.Powers.Where(power => !power.IsConstant).Sum(power => power.Exponent.ToDouble());
        if (product.Length == 0) return (degree, number);
        return (degree, number switch { "1" => product, "-1" => "-" + product, _ => $"{number}*{product}" });
    }

    private static string Factor(BasePower power)
    {
        string name = power.Name == BasePower.Pi ? "pi" : power.Name;
        if (power.Exponent == Rational.One) return name;
        if (power.Exponent == Half) return power.Name == BasePower.MinusOne ? "i" : $"sqrt({name})";
        string exponent = FairExpressions.Text(power.Exponent);
        return exponent.All(char.IsAsciiDigit) ? $"{name}^{exponent}" : string.Create(CultureInfo.InvariantCulture, $"{name}^({exponent})");
    }
}
