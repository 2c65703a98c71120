using Cppo.Runtime;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Cppo.Data.Sources;

/// <summary>One column of one row group as values a row. Plain values, lists, structures, and lists of structures are read.</summary>
internal static class ParquetColumn
{
    /// <summary>Reads a column of a row group.</summary>
    /// <exception cref="CppoException">The column is nested deeper than pictures ever are, or of a type that no layout uses.</exception>
    public static object?[] Read(ParquetRowGroupReader group, Field field)
    {
        object?[] rows = new object?[group.RowCount];
        switch (field)
        {
            case DataField leaf when leaf.MaxRepetitionLevel == 0:
                Leaf plain = Leaf.Read(group, leaf);
                for (int row = 0; row < rows.Length; row++) rows[row] = plain.Next();
                return rows;
            case StructField structure when structure.Fields.All(part => part is DataField { MaxRepetitionLevel: 0 }):
                Leaf[] parts = [.. structure.Fields.Select(part => Leaf.Read(group, (DataField)part))];
                for (int row = 0; row < rows.Length; row++) rows[row] = Structure(structure, parts);
                return rows;
            case ListField { Item: DataField item } list:
                return Lists(rows, list, [Leaf.Read(group, item)], leaves => leaves[0].Next());
            case ListField { Item: StructField item } list when item.Fields.All(part => part is DataField { MaxRepetitionLevel: 1 }):
                return Lists(rows, list, [.. item.Fields.Select(part => Leaf.Read(group, (DataField)part))], leaves => Structure(item, leaves));
            default:
                throw new CppoException(
                    $"The column {field.Name} of the Parquet file is nested in a way that is not read ({field.SchemaType}).",
                    "Keep pictures as binary, text, a structure of bytes and path, or a list of these.");
        }
    }

    // Repetition level 0 starts a row; a definition level below the list's says that the row has no element.
    private static object?[] Lists(object?[] rows, ListField list, Leaf[] leaves, Func<Leaf[], object?> element)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            List<object?> values = [];
            if (leaves[0].Level < list.MaxDefinitionLevel)
            {
                foreach (Leaf leaf in leaves) leaf.Next();
            }
            else
            {
                do values.Add(element(leaves));
                while (leaves[0].Continues);
            }

            rows[row] = values;
        }

        return rows;
    }

    private static Dictionary<string, object?>? Structure(StructField structure, Leaf[] parts)
    {
        bool missing = parts[0].Level < structure.MaxDefinitionLevel;
        Dictionary<string, object?> values = [];
        for (int i = 0; i < parts.Length; i++) values[structure.Fields[i].Name] = parts[i].Next();
        return missing ? null : values;
    }

    /// <summary>A cursor over the values of a leaf column with their levels.</summary>
    private sealed class Leaf(object[] values, int[]? definitions, int[]? repetitions, int defined)
    {
        private int place, used;

        /// <summary>How much of the next place is there.</summary>
        public int Level => definitions is null ? defined : definitions[place];

        /// <summary>Whether the next place belongs to the same row.</summary>
        public bool Continues => repetitions is not null && place < repetitions.Length && repetitions[place] > 0;

        public object? Next()
        {
            bool present = Level == defined;
            place++;
            return present ? values[used++] : null;
        }

        public static Leaf Read(ParquetRowGroupReader group, DataField field)
        {
            using RawColumnData raw = group.ReadRawColumnDataBaseAsync(field, default).AsTask().GetAwaiter().GetResult();
            int[]? definitions = field.MaxDefinitionLevel > 0 ? raw.DefinitionLevels.ToArray() : null;
            int[]? repetitions = field.MaxRepetitionLevel > 0 ? raw.RepetitionLevels.ToArray() : null;
            return new(Values(raw, field), definitions, repetitions, field.MaxDefinitionLevel);
        }

        private static object[] Values(RawColumnData raw, DataField field) => raw switch
        {
            RawColumnData<ReadOnlyMemory<char>> text => All(text, value => value.ToString()),
            RawColumnData<ReadOnlyMemory<byte>> bytes => All(bytes, value => value.ToArray()),
            RawColumnData<double> numbers => All(numbers, value => value),
            RawColumnData<float> numbers => All(numbers, value => (double)value),
            RawColumnData<long> numbers => All(numbers, value => value),
            RawColumnData<int> numbers => All(numbers, value => (long)value),
            RawColumnData<short> numbers => All(numbers, value => (long)value),
            RawColumnData<sbyte> numbers => All(numbers, value => (long)value),
            RawColumnData<byte> numbers => All(numbers, value => (long)value),
            RawColumnData<ushort> numbers => All(numbers, value => (long)value),
            RawColumnData<uint> numbers => All(numbers, value => (long)value),
            RawColumnData<bool> flags => All(flags, value => value),
            _ => throw new CppoException(
                $"The column {field.Path} of the Parquet file holds values of the type {field.ClrType.Name}, which is not read.",
                "Store it as text or as a number."),
        };

        private static object[] All<T>(RawColumnData<T> raw, Func<T, object> value)
            where T : struct
        {
            Span<T> values = raw.Values;
            object[] all = new object[values.Length];
            for (int i = 0; i < all.Length; i++) all[i] = value(values[i]);
            return all;
        }
    }
}
