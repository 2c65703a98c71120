using System.Data.Common;
using DuckDB.NET.Data;
using Microsoft.Data.Analysis;

namespace Cppo.Kernel.Languages.Sql;

/// <summary>
/// DuckDB in this process, in memory. Values of the session stand as tables in a catalogue of their own that is searched after the
/// user's, so a table that the user makes is never replaced.
/// </summary>
internal sealed class SqlDatabase : IDisposable
{
    private const string Values = "session_values";
    private readonly DuckDBConnection connection;
    private readonly Lock gate = new();

    public SqlDatabase()
    {
        connection = new("Data Source=:memory:");
        connection.Open();
        Execute($"ATTACH ':memory:' AS {Values}");
        Execute($"SET search_path = 'memory.main,{Values}.main'");
    }

    /// <summary>Puts a value's rows into a table, in place of those that it had before.</summary>
    public void Load(string name, SqlRows rows, CancellationToken cancellation)
    {
        lock (gate)
        {
            HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
            string columns = string.Join(", ", rows.Columns.Select(column => $"{Quote(Unique(column.Name, taken))} {SqlTypes.Name(column.Type)}"));
            Execute($"CREATE OR REPLACE TABLE {Values}.main.{Quote(name)} ({columns})");
            using DuckDBAppender appender = connection.CreateAppender(Values, "main", name);
            foreach (object?[] row in rows.Rows)
            {
                cancellation.ThrowIfCancellationRequested();
                IDuckDBAppenderRow target = appender.CreateRow();
                foreach (object? cell in row) SqlTypes.Append(target, cell);
                target.EndRow();
            }
        }
    }

    /// <summary>Takes the tables of values away that are no longer there.</summary>
    public void Keep(IReadOnlySet<string> names)
    {
        foreach (string name in Loaded().Where(name => !names.Contains(name)))
        {
            Execute($"DROP TABLE {Values}.main.{Quote(name)}");
        }
    }

    /// <summary>Runs statements.</summary>
    /// <returns>The rows of the last one that has a result; null where none has.</returns>
    /// <exception cref="DuckDBException">A statement is wrong or fails.</exception>
    public DataFrame? Run(string sql, IReadOnlyDictionary<string, object?> parameters, CancellationToken cancellation)
    {
        lock (gate)
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, object? value) in parameters) command.Parameters.Add(new DuckDBParameter(name, value));
            using CancellationTokenRegistration stop = cancellation.Register(command.Cancel);
            using DuckDBDataReader reader = command.ExecuteReader();
            DataFrame? last = null;
            do
            {
                if (reader.FieldCount > 0) last = Read(reader, cancellation);
            }
            while (reader.NextResult());
            return last;
        }
    }

    /// <summary>The names of the values that are tables by now.</summary>
    public IReadOnlyList<string> Loaded() => Query($"SELECT table_name FROM duckdb_tables() WHERE database_name = '{Values}'", reader => reader.GetString(0));

    /// <summary>The tables that the user made.</summary>
    public IReadOnlyList<SqlTable> Tables() => Query(
        "SELECT table_name, column_count, estimated_size FROM duckdb_tables() WHERE database_name = 'memory' ORDER BY table_name",
        reader => new SqlTable(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));

    /// <summary>What a query of the kernel's own gives.</summary>
    public IReadOnlyList<T> Query<T>(string sql, Func<DbDataReader, T> read, params (string Name, object Value)[] parameters)
    {
        lock (gate)
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, object value) in parameters) command.Parameters.Add(new DuckDBParameter(name, value));
            using DuckDBDataReader reader = command.ExecuteReader();
            List<T> rows = [];
            while (reader.Read()) rows.Add(read(reader));
            return rows;
        }
    }

    /// <summary>A name in quotes.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    private void Execute(string sql)
    {
        lock (gate)
        {
            using DuckDBCommand command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    private static DataFrame Read(DuckDBDataReader reader, CancellationToken cancellation)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        List<object?>[] cells = [.. Enumerable.Range(0, reader.FieldCount).Select(_ => new List<object?>())];
        while (reader.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            for (int i = 0; i < cells.Length; i++) cells[i].Add(reader.IsDBNull(i) ? null : SqlTypes.Cell(reader.GetValue(i)));
        }

        return new(cells.Select((column, i) => SqlTypes.Column(Unique(reader.GetName(i), taken), reader.GetFieldType(i), column)));
    }

    // Names differ by more than their case in SQL, and at all in a data frame.
    private static string Unique(string name, HashSet<string> taken)
    {
        string unique = name;
        for (int i = 2; !taken.Add(unique); i++) unique = $"{name}_{i}";
        return unique;
    }
}
