using Cppo.Exchange;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Views;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training;
using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Views of what comes from elsewhere, with a text in every place that takes one: tables, dumps, other trainers' files, models.</summary>
internal static class HostileForeign
{
    private static int dumps;

    public static IReadOnlyList<View> Views(string text)
    {
        MappedOption Option(Fidelity fidelity) => new(text, text, text, text, fidelity, text);
        ModelSummary model = ModelValues.Model with { Parts = [new(text, text, 4, 2), new(text, text, 4, 4, true)], ScalarType = text, Device = text, EndTokens = [text] };
        return
        [
            new DataFrameView(Frame(text)),
            new DumpView(Examples.Dump(Path.Combine(AppContext.BaseDirectory, "data", "dumps", $"{Interlocked.Increment(ref dumps)}"), text, text, text)),
            new ExportView(new(text, ForeignTrainer.Verl, Method.Cppo with { Name = text }, [new(text, 7)], [.. Enum.GetValues<Fidelity>().Select(Option)], 1, 1, text)),
            new ImportedMethodView(new(Method.Papo with { Name = text }, [new(text, text, text)], [text])),
            new MagicHelpView(new Magic(text)),
            new ModelView(model),
            new TensorView(new TensorSummary([1, 2], text, text, false, 8)),
        ];
    }

    // A frame refuses two columns of one name, and an empty one is a name.
    private static DataFrame Frame(string text) => new(
        new StringDataFrameColumn(text, [text, null]), new StringDataFrameColumn(text + "2", ["x", text]), new DoubleDataFrameColumn(text + "3", [1.0, double.NaN]));

    private sealed class Magic(string text) : IMagic
    {
        public string Name => text;

        public string Summary => text;

        public string Example => text;

        public IReadOnlyList<MagicOption> Options => [new(text, text, text, text) { Choices = [text] }, MagicOption.Help];

        public string? Positional => text;

        public Task RunAsync(string arguments, INotebookHost host) => Task.CompletedTask;
    }
}
