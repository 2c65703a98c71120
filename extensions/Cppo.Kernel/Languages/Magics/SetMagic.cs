using System.Globalization;
using System.Text.Json;
using Cppo.Interactive.Magics;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>Declares a variable of the language in which it stands: from another language, from the user, or written out.</summary>
internal sealed class SetMagic : KernelMagic
{
    private const string Variable = "--name", Value = "--value", Type = "--mime-type", ByReference = "--byref";

    /// <inheritdoc/>
    public override string Name => "#!set";

    /// <inheritdoc/>
    public override string Summary => "declares a variable of this language";

    /// <inheritdoc/>
    public override string Example => "#!set --name groups --value @csharp:rollouts";

    /// <inheritdoc/>
    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new(Variable, "name", "the variable"),
        new(Value, "value", "@language:name, @input:question, @password:question, a number, true, false, or a text"),
        new(Type, "type", "take the text that the value has in this MIME type instead of the value"),
        new(ByReference, "", "accepted for .NET Interactive; values of C# and F# are always shared by reference"),
    ];

    /// <inheritdoc/>
    public override IEnumerable<string> Suggest(IReadOnlyList<string> before, CellLanguages languages) => before[^1] != Value
        ? []
        : languages.All.SelectMany(language => language.Variables().Select(variable => $"@{language.Name}:{variable.Name}"));

    /// <inheritdoc/>
    protected override void Run(IReadOnlyDictionary<string, string> values, CellContext context)
    {
        string name = values.GetValueOrDefault(Variable) ?? throw new CppoException($"{Name} needs {Variable}.", $"Write {Example}.");
        string text = values.GetValueOrDefault(Value) ?? throw new CppoException($"{Name} needs {Value}.", $"Write {Example}.");
        object? value = text.StartsWith('@') ? Referred(text[1..], context) : Literal(text);
        if (values.TryGetValue(Type, out string? type)) value = SharedVariable.AsText(value, type);
        context.Languages.Of(context.Language).SetValue(name, value);
    }

    private static object? Referred(string reference, CellContext context)
    {
        string[] parts = reference.Split(':', 2);
        string rest = parts.Length == 2 ? parts[1] : "";
        return parts[0] switch
        {
            "input" or "password" => context.Run.Output.ReadLine(rest.Length > 0 ? rest + " " : "", parts[0] == "password", context.Run.Cancellation),
            _ when rest.Length > 0 => SharedVariable.Read(context.Languages, parts[0], rest),
            _ => throw new CppoException($"@{reference} does not say which language has the variable.", $"Write @csharp:{reference}."),
        };
    }

    // What is JSON means what JSON says; everything else is a text.
    private static object? Literal(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.True or JsonValueKind.False => root.GetBoolean(),
                JsonValueKind.String => root.GetString(),
                JsonValueKind.Number when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole) => whole,
                JsonValueKind.Number => root.GetDouble(),
                _ => root.Clone(),
            };
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
