using System.Text;
using System.Text.RegularExpressions;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Markup;

/// <summary>
/// A JavaScript cell as an output: a sentence for readers without script, and the script. The cell's code stands in an
/// asynchronous function with <c>element</c> (where it may draw), a <c>console</c> whose lines appear below the cell, and the
/// shared values it names; what it returns is shown as text.
/// </summary>
internal static partial class ScriptOutput
{
    private const string Sentence =
        "This output is drawn by JavaScript in the browser. It stays away where scripts do not run, and where this one has an error that keeps it from starting.";

    /// <summary>The output of a cell.</summary>
    /// <param name="code">The user's own code.</param>
    /// <param name="id">A name for the element; the same whenever the notebook is run.</param>
    /// <param name="values">Shared values as JSON that cannot end a script.</param>
    /// <exception cref="CppoException">The values make the output larger than outputs may be.</exception>
    public static MimeBundle Of(string code, string id, IReadOnlyDictionary<string, string> values)
    {
        HashSet<string> words = [.. Word().Matches(code).Select(match => match.Value)];
        StringBuilder script = new("(async () => {");
        // Where a front end moves the script away from its place, the first place of this name that is still empty is ours.
        script.Append($"const mine = '[data-cppo-script=\"{id}\"]', near = document.currentScript?.previousElementSibling;");
        script.Append("const element = near?.matches(mine) ? near : document.querySelector(mine + ':not([data-cppo-drawn])');");
        script.Append("element.dataset.cppoDrawn = ''; element.textContent = '';");
        script.Append("const write = (...parts) => { const line = document.createElement('pre'); line.style.margin = '0'; "
            + "line.textContent = parts.map(part => typeof part === 'string' ? part : JSON.stringify(part) ?? String(part)).join(' '); element.append(line); };");
        script.Append("const console = { ...window.console, log: (...parts) => { window.console.log(...parts); write(...parts); } };");
        foreach ((string name, string json) in values.Where(pair => words.Contains(pair.Key))) script.Append($"const {name} = {json};");
        script.Append($"try {{ const result = await (async () => {{\n{Embedded(code)}\n}})(); if (result !== undefined) write(result); }} "
            + "catch (error) { write(String(error)); throw error; } })();");
        Html place = Html.Of($"<div data-cppo-script=\"{id}\"><p>{Sentence}</p></div>");
        string markup = $"{place}<script>{script}</script>";
        if (markup.Length > View.OutputLimit)
        {
            throw new CppoException(
                $"The output is {markup.Length >> 10} KB with the values that it carries; outputs hold {View.OutputLimit >> 10} KB.", "Share fewer rows, or a summary of them.");
        }

        return MimeBundle.Markup(markup, "JavaScript for the browser; a terminal does not run it.");
    }

    // Inside strings and patterns a backslash before these characters changes nothing; anywhere else they cannot stand.
    private static string Embedded(string code) => Closing().Replace(code, "<\\$1");

    [GeneratedRegex("<(/script|!--)", RegexOptions.IgnoreCase)]
    private static partial Regex Closing();

    [GeneratedRegex(@"[\p{L}_$][\p{L}\p{Nd}_$]*")]
    private static partial Regex Word();
}
