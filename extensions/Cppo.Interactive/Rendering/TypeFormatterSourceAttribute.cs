namespace Cppo.Interactive.Rendering;

/// <summary>
/// Tells .NET Interactive how to format a type. Its formatting library finds the attribute by name, so no reference to that
/// (archived) library is needed, and the formatters survive a reset.
/// </summary>
/// <param name="formatterSourceType">A type with a method <c>CreateTypeFormatters()</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>MIME types, best first.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}
