using System.Reflection;
using System.Text.Json;
using Cppo.Runtime;
using Cppo.Training.Runs.Tables;

namespace Cppo.Evaluation.Reproduction;

/// <summary>Records of numbers and texts as Parquet files: a column a constructor's parameter, named as in verl's tables (snake case).</summary>
internal static class RecordTable
{
    /// <summary>The file of a record's table: "accuracy" for AccuracyRow.</summary>
    public static string NameOf<T>() => Snake(typeof(T).Name[..^"Row".Length]) + ".parquet";

    /// <summary>Writes a table; never leaves half of it.</summary>
    public static void Write<T>(string path, IReadOnlyList<T> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        ParquetFile.Write(path, [.. Parameters<T>().Select(Column<T>)], rows);
    }

    /// <summary>Reads a table; empty where there is none.</summary>
    /// <exception cref="CppoException">It is damaged or of another version.</exception>
    public static IReadOnlyList<T> Read<T>(string path)
    {
        if (!File.Exists(path)) return [];
        ParquetColumns columns = ParquetFile.Read(path);
        Array[] values = [.. Parameters<T>().Select(parameter => Values(columns, parameter))];
        ConstructorInfo make = Constructor<T>();
        return [.. Enumerable.Range(0, columns.Rows).Select(row => (T)make.Invoke([.. values.Select(column => column.GetValue(row))]))];
    }

    private static ParquetColumn<T> Column<T>(ParameterInfo parameter)
    {
        PropertyInfo property = typeof(T).GetProperty(parameter.Name!)!;
        string name = Snake(parameter.Name!);
        return parameter.ParameterType == typeof(string) ? ParquetColumn<T>.Text(name, row => (string?)property.GetValue(row))
            : parameter.ParameterType == typeof(int) ? ParquetColumn<T>.Number(name, row => (int)property.GetValue(row)!)
            : parameter.ParameterType == typeof(ulong) ? ParquetColumn<T>.Number(name, row => (ulong)property.GetValue(row)!)
            : ParquetColumn<T>.Number(name, row => (double)property.GetValue(row)!);
    }

    private static Array Values(ParquetColumns columns, ParameterInfo parameter)
    {
        string name = Snake(parameter.Name!);
        return parameter.ParameterType == typeof(string) ? columns.Texts(name)
            : parameter.ParameterType == typeof(int) ? columns.Numbers<int>(name)
            : parameter.ParameterType == typeof(ulong) ? columns.Numbers<ulong>(name)
            : columns.Numbers<double>(name);
    }

    // A record's own constructor; the other one copies.
    private static ConstructorInfo Constructor<T>() => typeof(T).GetConstructors().OrderByDescending(one => one.GetParameters().Length).First();

    private static ParameterInfo[] Parameters<T>() => Constructor<T>().GetParameters();

    private static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}
