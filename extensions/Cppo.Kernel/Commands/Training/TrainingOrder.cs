using System.Globalization;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Kernel.Commands.Training;

/// <summary>
/// A training as the command line asks for it, and as run.json keeps it (its section "source"), so that <c>cppo resume</c> needs nothing but
/// the folder.
/// </summary>
internal sealed record TrainingOrder
{
    private const string Program = "program", ThisProgram = "cppo train", MethodName = "method", MethodPart = "method.", RunPart = "run.";
    private const string ModelKey = "model", DataKey = "data", HeldOutKey = "held-out", DeviceKey = "device";

    /// <summary>The start: a shipped model's name, or a folder in full.</summary>
    public required string Model { get; init; }

    /// <summary>What prompts come from: the world, or a path in full.</summary>
    public string Data { get; init; } = SampleSource.World;

    /// <summary>What the policy is asked before, during and after: the world, a path in full, or null for nothing.</summary>
    public string? HeldOut { get; init; } = SampleSource.World;

    /// <summary>Where the weights are: "cpu" or "cuda".</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Prompts a step.</summary>
    public int Prompts { get; init; } = 16;

    /// <summary>Held-out samples; 0 for no evaluation.</summary>
    public int EvaluateSamples { get; init; } = 200;

    /// <summary>What a step does.</summary>
    public required Method Method { get; init; }

    /// <summary>The run's options, without folder and source.</summary>
    public TrainerOptions Options { get; init; } = new();

    private static IEnumerable<string> OwnNames => [nameof(Prompts), nameof(EvaluateSamples)];

    /// <summary>The same with another value of an option of the run, of its prompts, or of the method.</summary>
    /// <exception cref="UsageException">There is no such option, or it cannot have that value.</exception>
    public TrainingOrder With(string name, string value)
    {
        if (Is(name, nameof(Prompts))) return this with { Prompts = Count(name, value, least: 1) };
        if (Is(name, nameof(EvaluateSamples))) return this with { EvaluateSamples = Count(name, value, least: 0) };
        return UsageException.Guard(() =>
        {
            if (RunOptions.Has(name)) return this with { Options = Options.With(name, value) };
            try
            {
                return this with { Method = Method.With(name, value) };
            }
            catch (CppoException error) when (NearestName.Of(name, OwnNames.Concat(RunOptions.All(Options).Select(option => option.Name)), most: 1) is [var near])
            {
                throw new CppoException(error.Message, $"Did you mean {near}?", error);
            }
        });
    }

    /// <summary>The same with other values of several, in order.</summary>
    public TrainingOrder With(IEnumerable<KeyValuePair<string, string>> assignments) =>
        assignments.Aggregate(this, (order, assignment) => order.With(assignment.Key, assignment.Value));

    /// <summary>Every option that <see cref="With(string, string)"/> takes, with its value; an options file of them gives the same order.</summary>
    public IEnumerable<OptionValue> AllOptions() =>
    [
        .. RunOptions.All(Options).Select(option => new OptionValue(option.Name, option.Value)),
        new(nameof(Prompts), Text(Prompts)),
        new(nameof(EvaluateSamples), Text(EvaluateSamples)),
        .. MethodOptions.All(Method).Select(option => new OptionValue(option.Name, option.Value)),
    ];

    /// <summary>As run.json keeps it.</summary>
    public IReadOnlyDictionary<string, string> ToSource()
    {
        Dictionary<string, string> source = new()
        {
            [Program] = ThisProgram,
            [ModelKey] = Model,
            [DataKey] = Data,
            [DeviceKey] = Device,
            [nameof(Prompts)] = Text(Prompts),
            [nameof(EvaluateSamples)] = Text(EvaluateSamples),
            [MethodName] = Method.Preset,
        };
        if (HeldOut is not null) source[HeldOutKey] = HeldOut;
        foreach (OptionValue option in RunOptions.Changes(Options)) source[RunPart + option.Name] = option.Value ?? "";
        foreach (OptionValue option in MethodOptions.Changes(Method)) source[MethodPart + option.Name] = option.Value ?? "";
        return source;
    }

    /// <summary>Reads what <see cref="ToSource"/> kept.</summary>
    /// <param name="folder">The run directory, for messages.</param>
    /// <param name="source">Its section.</param>
    /// <exception cref="CppoException">The run was not begun by this program, or the section is damaged.</exception>
    public static TrainingOrder FromSource(string folder, IReadOnlyDictionary<string, string> source)
    {
        if (source.GetValueOrDefault(Program) != ThisProgram)
            throw new CppoException($"The run in {folder} was not begun by {ThisProgram}.", "Go on with the program that began it: it knows the model and the data.");
        string Required(string key) => source.GetValueOrDefault(key)
            ?? throw new CppoException($"run.json of {folder} does not say the {key} that the run began with.", "Restore run.json from a backup.");
        TrainingOrder order = new()
        {
            Model = Required(ModelKey),
            Data = Required(DataKey),
            HeldOut = source.GetValueOrDefault(HeldOutKey),
            Device = Required(DeviceKey),
            Method = Methods.Named(Required(MethodName)),
        };

        // A name before the names within it: the kind of a policy loss before its options.
        IEnumerable<KeyValuePair<string, string>> Under(string part) => source.Where(pair => pair.Key.StartsWith(part, StringComparison.Ordinal))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key[part.Length..], pair.Value));
        return order
            .With([new(nameof(Prompts), Required(nameof(Prompts))), new(nameof(EvaluateSamples), Required(nameof(EvaluateSamples)))])
            .With(Under(RunPart)).With(Under(MethodPart));
    }

    private static bool Is(string name, string option) => string.Equals(name, option, StringComparison.OrdinalIgnoreCase);

    private static int Count(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= least
            ? count
            : throw new UsageException($"The option {name} cannot be \"{value}\".", $"It takes a whole number of at least {least}.");

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
