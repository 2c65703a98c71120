using Cppo.Kernel.Formatting;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Magics;

/// <summary>Values on their way from one language to another.</summary>
internal static class SharedVariable
{
    /// <summary>Reads a variable.</summary>
    /// <exception cref="CppoException">There is no such language or variable.</exception>
    public static object? Read(CellLanguages languages, string language, string name)
    {
        string from = CellLanguageNames.Find(language) ?? throw KernelMagics.Unspoken(language);
        if (languages.Of(from).Variable(name) is { } found) return found.Value;
        string[] names = [.. languages.Of(from).Variables().Select(variable => variable.Name)];
        string? nearest = NearestName.Of(name, names, most: 1).FirstOrDefault();
        string advice = names.Length == 0
            ? "It has no variables yet: run the cell that declares it first."
            : nearest is null ? $"It has {string.Join(", ", names.Take(12))}{(names.Length > 12 ? ", …" : "")}." : $"Did you mean {nearest}?";
        throw new CppoException($"{CellLanguageNames.Label(from)} has no variable {name}.", advice);
    }

    /// <summary>The text of a value in a MIME type.</summary>
    public static string AsText(object? value, string mimeType) => ValueFormatter.Format(value, mimeType).Data[mimeType];
}
