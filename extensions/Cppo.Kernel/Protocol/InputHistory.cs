using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Protocol;

/// <summary>The cells of this session, for history requests.</summary>
internal sealed class InputHistory
{
    private const int Session = 1;
    private readonly List<(int Line, string Input)> entries = [];

    /// <summary>Remembers a cell.</summary>
    public void Add(int line, string input) => entries.Add((line, input));

    /// <summary>Answers a history request: a tail, a range or a search.</summary>
    public JsonObject Answer(JupyterMessage request)
    {
        IEnumerable<(int Line, string Input)> found = request.Text("hist_access_type") switch
        {
            "tail" => entries.TakeLast(request.Number("n", 10)),
            "range" => Range(request),
            "search" => Search(request),
            _ => [],
        };
        bool withOutput = request.Flag("output", false);
        return new()
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(entry => (JsonNode)new JsonArray(
                Session, entry.Line, withOutput ? new JsonArray(entry.Input, null) : (JsonNode)entry.Input))]),
        };
    }

    // Session 0 is the running one; others are gone.
    private IEnumerable<(int Line, string Input)> Range(JupyterMessage request)
    {
        if (request.Number("session", 0) is not (0 or Session)) return [];
        int start = request.Number("start", 0);
        int stop = request.Number("stop", int.MaxValue);
        return entries.Where(entry => entry.Line >= start && entry.Line < stop);
    }

    private IEnumerable<(int Line, string Input)> Search(JupyterMessage request)
    {
        string pattern = request.Text("pattern", "*");
        IEnumerable<(int Line, string Input)> found = entries.Where(entry => FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
        if (request.Flag("unique", false)) found = found.GroupBy(entry => entry.Input).Select(group => group.Last());
        return found.TakeLast(request.Number("n", int.MaxValue));
    }
}
