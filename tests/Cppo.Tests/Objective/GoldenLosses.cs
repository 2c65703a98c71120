using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;

namespace Cppo.Tests.Objective;

/// <summary>The cases of golden/losses, enumerated: one JSON file with its tensors a kind.</summary>
internal sealed class GoldenLosses
{
    private static readonly ConcurrentDictionary<string, Lazy<GoldenLosses>> Loaded = new();

    private static readonly Dictionary<string, double> InReadme = new() { ["agg.safetensors"] = 1e-6 };

    private GoldenLosses(string file)
    {
        Json = Golden.Json("losses", file + ".json");
        bool any = File.Exists(Golden.At("losses", file + ".safetensors"));
        Tensors = any ? Golden.Tensors("losses", file + ".safetensors") : new Dictionary<string, Tensor>();
        foreach (Tensor tensor in Tensors.Values) tensor.DetachFromDisposeScope();
        Cases = [.. Json["cases"]!.AsArray().Select(node => new GoldenCase(node!, this))];
    }

    public JsonNode Json { get; }

    public IReadOnlyDictionary<string, Tensor> Tensors { get; }

    public IReadOnlyList<GoldenCase> Cases { get; }

    public double Relative => Number(Json["tolerance"], "rel", 0);

    public double Absolute => Number(Json["tolerance"], "abs", 0);

    /// <summary>Float32 tolerance: the file's, else that of the README's table; 0 where neither states one.</summary>
    public double Float32 => Number(
        Json["tolerance"], "float32_rel", Number(Json["tolerance"], "float32_abs", InReadme.GetValueOrDefault(Json["file"]?.GetValue<string>() ?? "")));

    public static GoldenLosses Of(string file) =>
        Loaded.GetOrAdd(file, name => new Lazy<GoldenLosses>(() => new GoldenLosses(name))).Value;

    /// <summary>Rows for a theory: the names of all cases of a file.</summary>
    public static TheoryData<string> Names(params string[] files)
    {
        TheoryData<string> data = [];
        foreach (string file in files)
        {
            foreach (GoldenCase one in Of(file).Cases) data.Add($"{file}/{one.Name}");
        }

        return data;
    }

    /// <summary>The case that <see cref="Names"/> named.</summary>
    public static GoldenCase Case(string key)
    {
        string[] parts = key.Split('/', 2);
        return Of(parts[0]).Cases.Single(one => one.Name == parts[1]);
    }

    public static double Number(JsonNode? node, string name, double missing) =>
        node?[name] is { } value ? Value(value) : missing;

    /// <summary>A number, or one of the words that stand for what JSON cannot write.</summary>
    public static double Value(JsonNode? value) => value!.GetValueKind() != JsonValueKind.String
        ? value.GetValue<double>()
        : value.GetValue<string>() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            string other => throw new InvalidDataException($"not a number: {other}"),
        };
}

/// <summary>One case: its options, numbers and tensors.</summary>
internal sealed class GoldenCase(JsonNode node, GoldenLosses file)
{
    public JsonNode Node { get; } = node;

    public GoldenLosses File { get; } = file;

    public string Name { get; } = node["name"]!.GetValue<string>();

    public string Implementation => Text("impl");

    /// <summary>Float64, and float32 where the data state a tolerance for it.</summary>
    public ScalarType[] Precisions => File.Float32 > 0 ? [ScalarType.Float64, ScalarType.Float32] : [ScalarType.Float64];

    public JsonNode? Options => Node["options"];

    public double Relative => GoldenLosses.Number(Node["tolerance"], "rel", File.Relative);

    public double Absolute => GoldenLosses.Number(Node["tolerance"], "abs", File.Absolute);

    public string Text(string name) => Node[name]!.GetValue<string>();

    public double Option(string name, double missing = double.NaN) => GoldenLosses.Number(Options, name, missing);

    public double? Optional(string name) => Options?[name]?.GetValue<double>();

    public string Word(string name, string missing) => Options?[name]?.GetValue<string>() ?? missing;

    public bool Flag(string name, bool missing) => Options?[name]?.GetValue<bool>() ?? missing;

    public bool HasScalar(string name) => Node["scalars"]?[name] is not null;

    public double Scalar(string name) => GoldenLosses.Number(Node["scalars"], name, double.NaN);

    public bool Has(string tensor) => Node["tensors"]?[tensor] is not null;

    public Tensor this[string tensor] => File.Tensors[Node["tensors"]![tensor]!.GetValue<string>()];

    /// <summary>An input of the named set.</summary>
    public Tensor Input(string set, string tensor) => File.Tensors[$"{set}/{tensor}"];

    /// <summary>
    /// Asserts a tensor: element by element within the file's tolerance in float64; in float32 within the file's float32 tolerance
    /// relative to the largest element, which is how the file's own deviations are given.
    /// </summary>
    public void Near(Tensor expected, Tensor actual, string what)
    {
        bool single = actual.dtype == ScalarType.Float32;
        double absolute = single ? File.Float32 * Scale(expected) : Absolute;
        Golden.Near(expected, actual, absolute, single ? 0 : Relative, $"{Name}: {what}");
    }

    /// <summary>Asserts a number in the same way.</summary>
    public void Near(double expected, double actual, ScalarType precision, string what)
    {
        bool single = precision == ScalarType.Float32;
        double tolerance = single ? File.Float32 * Math.Max(1, Math.Abs(expected)) : Absolute + (Relative * Math.Abs(expected));
        Assert.True(
            expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance,
            $"{Name}: {what} is {actual:G17}, expected {expected:G17}");
    }

    private static double Scale(Tensor expected)
    {
        using Tensor finite = expected.masked_fill(expected.isfinite().logical_not(), 0);
        return expected.numel() == 0 ? 0 : Math.Max(1e-3, finite.abs().max().ToDouble());
    }
}

/// <summary>Leaves and their gradients.</summary>
internal static class Leaves
{
    /// <summary>A fresh leaf with gradient.</summary>
    public static Tensor Leaf(this Tensor tensor, ScalarType type) => tensor.detach().to_type(type, copy: true).requires_grad_();

    /// <summary>The gradient of a leaf; zeros where none reached it.</summary>
    public static Tensor GradientOrZero(this Tensor leaf) => leaf.grad ?? zeros_like(leaf);

    /// <summary>Equal everywhere.</summary>
    public static bool Same(this Tensor tensor, Tensor other) => tensor.eq(other).all().item<bool>();
}
