using Cppo.Interactive.Hosting;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Writes types as C# source.</summary>
internal static class TypeNames
{
    /// <summary>The full name of the type, or of its nearest base or richest interface that a cell may name, as C# writes it.</summary>
    /// <param name="type">Any type, also one that another language or another cell made.</param>
    /// <param name="references">What cells reference.</param>
    public static string Nameable(Type type, ScriptReferences references) => Write(Named(type, references), part => Full(part, "global::"));

    /// <summary>The same as F# writes it, whose words for types are its own.</summary>
    /// <inheritdoc cref="Nameable" path="/param"/>
    public static string FSharp(Type type, ScriptReferences references) => Write(Named(type, references), part => Full(part, "global."), keywords: false);

    /// <summary>A short name for people: no namespaces, C# keywords, generic arguments in brackets.</summary>
    public static string Short(Type type) => Write(type, part => part.Name);

    private static Type Named(Type type, ScriptReferences references)
    {
        Type named = NameableType.Of(type);
        for (Type? part = named; part is not null && part != typeof(object); part = part.BaseType)
        {
            if (part.IsVisible && IsReferenced(part, references)) return part;
        }

        return type.GetInterfaces()
            .Where(face => face.IsVisible && IsReferenced(face, references))
            .OrderByDescending(typeof(System.Collections.IEnumerable).IsAssignableFrom)
            .ThenByDescending(face => face.GetInterfaces().Length)
            .ThenByDescending(face => face.Name, StringComparer.Ordinal)
            .FirstOrDefault(typeof(object));
    }

    private static bool IsReferenced(Type type, ScriptReferences references) => type.HasElementType
        ? IsReferenced(type.GetElementType()!, references)
        : !type.Assembly.IsDynamic && references.Contains(type.Assembly.GetName().Name!) && type.GetGenericArguments().All(argument => IsReferenced(argument, references));

    private static string Full(Type part, string root) =>
        part.DeclaringType is null ? $"{root}{(part.Namespace is null ? "" : part.Namespace + ".")}{part.Name}" : part.Name;

    private static string Write(Type type, Func<Type, string> name, bool keywords = true)
    {
        if (type.IsArray) return $"{Write(type.GetElementType()!, name, keywords)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (keywords && Keyword(type) is { } keyword) return keyword;
        if (keywords && Nullable.GetUnderlyingType(type) is { } underlying) return Write(underlying, name) + "?";

        Type[] arguments = type.GetGenericArguments();
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string bare = name(type).Split('`')[0];
        if (arguments.Length > inherited)
        {
            bare += $"<{string.Join(", ", arguments[inherited..].Select(argument => Write(argument, name, keywords)))}>";
        }

        if (type.DeclaringType is not { } outer || type.IsGenericParameter) return bare;
        Type outerClosed = inherited > 0 ? outer.MakeGenericType(arguments[..inherited]) : outer;
        return $"{Write(outerClosed, name, keywords)}.{bare}";
    }

    private static string? Keyword(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.Char => "char",
        TypeCode.Decimal => "decimal",
        TypeCode.Double => "double",
        TypeCode.Int16 => "short",
        TypeCode.Int32 => "int",
        TypeCode.Int64 => "long",
        TypeCode.Single => "float",
        TypeCode.String => "string",
        TypeCode.UInt32 => "uint",
        TypeCode.UInt64 => "ulong",
        _ => type == typeof(object) ? "object" : null,
    };
}
