using Cppo.Interactive.Hosting;

namespace Cppo.Interactive.Tests.Hosting;

/// <summary>A notebook that only remembers.</summary>
internal sealed class FakeHost : INotebookHost
{
    public string Name => "tests";

    public CancellationToken Cancellation { get; set; }

    public Dictionary<string, object> Variables { get; } = [];

    /// <summary>Every state of every display, in order.</summary>
    public List<RenderedOutput> Shown { get; } = [];

    /// <summary>What is visible at the end: one entry a display.</summary>
    public List<RenderedOutput> Visible { get; } = [];

    public string Html => string.Concat(Visible.Select(output => output.Html));

    public string Text => string.Join('\n', Visible.Select(output => output.PlainText));

    public ILiveDisplay Display(RenderedOutput output)
    {
        Shown.Add(output);
        Visible.Add(output);
        return new LiveDisplay(this, Visible.Count - 1);
    }

    public bool TryGetValue(string name, out object? value) => Variables.TryGetValue(name, out value);

    public void SetValue(string name, object value) => Variables[name] = value;

    private sealed class LiveDisplay(FakeHost host, int place) : ILiveDisplay
    {
        public void Update(RenderedOutput output)
        {
            host.Shown.Add(output);
            host.Visible[place] = output;
        }
    }
}
