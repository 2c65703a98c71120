using System.Text;

namespace Cppo.Exchange;

/// <summary>DIFFERENCES.md: what of a method is the same there, nearly the same, or not there.</summary>
internal static class DifferencesText
{
    /// <summary>The file.</summary>
    public const string File = "DIFFERENCES.md";

    /// <summary>Writes the statement.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="trainer">Whom it is for, with the version that was followed.</param>
    /// <param name="options">What became of each option.</param>
    /// <param name="remarks">What differs beside the options.</param>
    public static string Of(string method, string trainer, IReadOnlyList<MappedOption> options, IEnumerable<string> remarks)
    {
        StringBuilder text = new();
        text.Append($"# {Cell(method)} there and here\n\nThis run was written for {trainer}. It has the same options in {Count(options, Fidelity.Exact)} points, ");
        text.Append($"nearly the same in {Count(options, Fidelity.Approximate)}, and other ones in {Count(options, Fidelity.None)}.\n\n");
        foreach (string remark in remarks) text.Append($"- {remark}\n");
        Table(text, "Not carried over", "Their run is another one in these points.", options, Fidelity.None);
        Table(text, "Nearly the same", "", options, Fidelity.Approximate);
        Table(text, "The same", "", options, Fidelity.Exact);
        Table(text, "Without effect here", "These cannot act under the method, or concern this library alone.", options, Fidelity.Inactive);
        return text.ToString();
    }

    private static int Count(IReadOnlyList<MappedOption> options, Fidelity fidelity) => options.Count(option => option.Fidelity == fidelity);

    private static void Table(StringBuilder text, string title, string sentence, IReadOnlyList<MappedOption> options, Fidelity fidelity)
    {
        MappedOption[] some = [.. options.Where(option => option.Fidelity == fidelity)];
        if (some.Length == 0) return;
        text.Append($"\n## {title}\n\n{(sentence.Length > 0 ? sentence + "\n\n" : "")}| option | here | key there | there | note |\n|---|---|---|---|---|\n");
        foreach (MappedOption option in some)
            text.Append($"| {option.Option} | {Cell(option.Value ?? "made in code")} | {Cell(option.Key ?? "")} | {Cell(option.Theirs ?? "")} | {Cell(option.Note)} |\n");
    }

    private static string Cell(string value) => value.Replace("|", "\\|").ReplaceLineEndings(" ");
}
