using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Cppo.Interactive.Rendering;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>A column of a value that is shown to SQL as a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its values, not nullable.</param>
internal sealed record SqlColumn(string Name, Type Type);

/// <summary>
/// A value of a session as rows: a data frame, whatever has a view (by its rows: rollouts, token tables, the history of a run), and
/// every other finite collection of records, tuples or plain values.
/// </summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">The rows; each has a value, or null, for every column.</param>
internal sealed record SqlRows(IReadOnlyList<SqlColumn> Columns, IEnumerable<object?[]> Rows)
{
    /// <summary>Whether a value can be seen as rows; costs nothing.</summary>
    public static bool Fits(object? value) => value is DataFrame || (value is IEnumerable and not string && IsFinite(value)) || Views.For(value) is not null;

    /// <summary>The value as rows; null where it is none, or where it has no columns.</summary>
    public static SqlRows? Of(object? value)
    {
        if (!Fits(value)) return null;
        SqlRows rows = Views.For(value)?.ToData() is { } frame ? OfFrame(frame) : OfItems([.. ((IEnumerable)value!).Cast<object?>()], value!);
        return rows.Columns.Count > 0 ? rows : null;
    }

    private static SqlRows OfFrame(DataFrame frame) => new(
        [.. frame.Columns.Select(column => new SqlColumn(column.Name, column.DataType))],
        Enumerable.Range(0, (int)Math.Min(int.MaxValue, frame.Rows.Count)).Select(row => frame.Columns.Select(column => column[row]).ToArray()));

    // A sequence that is computed as it is read may have no end.
    private static bool IsFinite(object value) =>
        value is ICollection || value.GetType().GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>));

    private static SqlRows OfItems(List<object?> items, object source)
    {
        Type type = items.FirstOrDefault(item => item is not null)?.GetType() ?? ElementType(source.GetType());
        if (items.OfType<object>().Any(item => item.GetType() != type)) type = ElementType(source.GetType());
        if (IsPlain(type)) return new([new("value", Plain(type))], items.Select(item => new[] { Cell(item) }));
        if (typeof(IReadOnlyDictionary<string, object?>).IsAssignableFrom(type) || typeof(IDictionary<string, object?>).IsAssignableFrom(type)) return OfDictionaries(items);

        Member[] members = [.. Member.Of(type)];
        return new(
            [.. members.Select(member => new SqlColumn(member.Name, IsPlain(member.Type) ? Plain(member.Type) : typeof(string)))],
            items.Select(item => members.Select(member => item is null ? null : Cell(member.Read(item))).ToArray()));
    }

    private static SqlRows OfDictionaries(List<object?> items)
    {
        Dictionary<string, object?>[] rows = [.. items.Select(item => ((IEnumerable<KeyValuePair<string, object?>>?)item ?? []).ToDictionary())];
        string[] names = [.. rows.SelectMany(row => row.Keys).Distinct()];
        Type TypeOf(string name) => rows.Select(row => row.GetValueOrDefault(name)).OfType<object>().Select(value => value.GetType()).Distinct().ToArray() is [var only] && IsPlain(only)
            ? Plain(only)
            : typeof(string);
        SqlColumn[] columns = [.. names.Select(name => new SqlColumn(name, TypeOf(name)))];
        return new(columns, rows.Select(row => columns.Select(column => Fit(Cell(row.GetValueOrDefault(column.Name)), column.Type)).ToArray()));
    }

    private static object? Fit(object? cell, Type type) => cell is null || cell.GetType() == type ? cell : Convert.ToString(cell, CultureInfo.InvariantCulture);

    private static Type ElementType(Type collection) => collection.GetInterfaces().Append(collection)
        .Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>))
        .Select(face => face.GetGenericArguments()[0])
        .FirstOrDefault(typeof(string));

    private static Type Plain(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsEnum || bare == typeof(char) ? typeof(string) : bare;
    }

    private static bool IsPlain(Type type)
    {
        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare.IsEnum || bare == typeof(string) || bare == typeof(decimal) || bare == typeof(DateTime) || bare == typeof(DateTimeOffset)
            || bare == typeof(DateOnly) || bare == typeof(TimeSpan) || bare == typeof(Guid) || bare == typeof(byte[]);
    }

    // What is no plain value is shown as JSON where it has that form, as text otherwise.
    private static object? Cell(object? value)
    {
        if (value is null) return null;
        if (value.GetType() is { IsEnum: true } or { IsPrimitive: true, Name: "Char" }) return value.ToString();
        if (IsPlain(value.GetType())) return value;
        try
        {
            return value is IEnumerable ? JsonSerializer.Serialize(value) : value.ToString();
        }
        catch (Exception error) when (error is NotSupportedException or JsonException or InvalidOperationException)
        {
            return value.ToString();
        }
    }

    private sealed record Member(string Name, Type Type, Func<object, object?> Read)
    {
        public static IEnumerable<Member> Of(Type type)
        {
            IEnumerable<Member> properties = type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0 && property.Name != "EqualityContract")
                .Select(property => new Member(property.Name, property.PropertyType, item => ReadOrNull(property, item)));
            IEnumerable<Member> fields = type.GetFields(BindingFlags.Instance | BindingFlags.Public)
                .Select(field => new Member(field.Name, field.FieldType, field.GetValue));
            return properties.Concat(fields).DistinctBy(member => member.Name, StringComparer.OrdinalIgnoreCase);
        }

        private static object? ReadOrNull(PropertyInfo property, object item)
        {
            try
            {
                return property.GetValue(item);
            }
            catch (TargetInvocationException)
            {
                return null;
            }
        }
    }
}
