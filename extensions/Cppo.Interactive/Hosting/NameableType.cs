namespace Cppo.Interactive.Hosting;

/// <summary>The type under which a host declares a variable for a value.</summary>
public static class NameableType
{
    /// <summary>The type itself, or its nearest base that a cell may name.</summary>
    public static Type Of(Type type)
    {
        Type named = type;
        while (!named.IsVisible || named.Name.Contains('<')) named = named.BaseType ?? typeof(object);
        // A list that the compiler made has no name of its own; the richest interface says what can be done with it.
        Type? face = named != typeof(object) || type == named ? null : type.GetInterfaces()
            .Where(face => face.IsVisible)
            .OrderByDescending(face => face.GetInterfaces().Length)
            .ThenByDescending(face => face.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return face ?? named;
    }
}
