using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cppo.Interactive.Figures;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Rendering;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Formatting;

/// <summary>
/// A Plotly.NET chart as an output: drawn by plotly.js, which the first chart of a session carries (3.6 MB, out of Plotly.NET's own assembly, no
/// network); where no script runs, numeric lines and points stay as a figure of ours, other traces as a sentence. Front ends with a
/// renderer of their own get the chart's JSON.
/// </summary>
internal static partial class PlotlyChart
{
    private const string Library = "plotly.js", JsonType = "application/vnd.plotly.v1+json";

    /// <summary>The output; null for a value that is no chart of Plotly.NET.</summary>
    public static MimeBundle? Of(object? value)
    {
        // Known by name: the package comes from the user's notebook, in the version that the user chose.
        Type? type = value?.GetType();
        while (type is not null && type.FullName != "Plotly.NET.GenericChart") type = type.BaseType;
        if (type?.GetMethod("toFigureJson", BindingFlags.Public | BindingFlags.Static)?.Invoke(null, [value]) is not string json) return null;

        JsonNode figure = JsonNode.Parse(json)!;
        RenderedOutput plain = Plain(figure);
        json = figure.ToJsonString(); // no <, > or &: it cannot end the script
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..12];
        bool carries = CellRun.Current?.Carried.Add(Library) ?? true;
        string library = carries && Source(type) is { } source ? $"<script>window.cppoDefine=window.define;window.define=undefined;</script><script>{source}</script><script>window.define=window.cppoDefine;</script>" : "";
        string draw = $"(()=>{{const mine='[data-cppo-plotly=\"{id}\"]',near=document.currentScript?.previousElementSibling;"
            + "const place=near?.matches(mine)?near:document.querySelector(mine+':not(.js-plotly-plot)');if(!window.Plotly||!place)return;"
            + $"const figure={json};place.textContent='';Plotly.newPlot(place,figure.data,figure.layout,{{responsive:true,...figure.config}});}})();";
        return new(new Dictionary<string, string>
        {
            [MimeBundle.Html] = $"{library}<div data-cppo-plotly=\"{id}\">{plain.Html}</div><script>{draw}</script>",
            [MimeBundle.PlainText] = plain.PlainText,
            [JsonType] = json,
        });
    }

    // What a reader without script sees.
    private static RenderedOutput Plain(JsonNode figure)
    {
        JsonNode[] traces = [.. (figure["data"] as JsonArray ?? []).OfType<JsonNode>()];
        string title = Text(figure["layout"]?["title"]) is { Length: > 0 } given ? given : "A chart of Plotly";
        Figure drawn = new(title, Text(figure["layout"]?["xaxis"]?["title"]), Text(figure["layout"]?["yaxis"]?["title"]));
        for (int i = 0; i < traces.Length; i++)
        {
            if (Text(traces[i]["type"]) != "scatter" || Numbers(traces[i]["x"]) is not { } x || Numbers(traces[i]["y"]) is not { } y)
            {
                string sentence = $"{title}: drawn by plotly.js in the browser ({string.Join(", ", traces.Select(trace => Text(trace["type"])).Distinct())}).";
                return new(Html.Of($"<p>{sentence}</p>").ToString(), sentence);
            }

            string name = Text(traces[i]["name"]) is { Length: > 0 } own ? own : $"trace {i}";
            IEnumerable<(double X, double Y)> points = x.Zip(y);
            drawn = Text(traces[i]["mode"]).StartsWith("marker", StringComparison.Ordinal) ? drawn.Points(name, points) : drawn.Line(name, points);
        }

        return Views.Render(drawn)!;
    }

    private static string Text(JsonNode? node) => node switch
    {
        JsonObject title => Text(title["text"]),
        JsonValue value when value.TryGetValue(out string? text) => text,
        _ => "",
    };

    private static double[]? Numbers(JsonNode? node) =>
        node is JsonArray { Count: > 0 } array && array.All(each => each is JsonValue value && value.TryGetValue(out double _))
            ? [.. array.Select(each => each!.GetValue<double>())]
            : null;

    private static string? Source(Type type)
    {
        string? name = type.Assembly.GetManifestResourceNames().FirstOrDefault(resource => Script().IsMatch(resource));
        if (name is null) return null;
        using StreamReader reader = new(type.Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd().Replace("</script", "<\\/script", StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"plotly-[\d.]+\.min\.js$")]
    private static partial Regex Script();
}
