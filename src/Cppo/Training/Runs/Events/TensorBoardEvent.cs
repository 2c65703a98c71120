using Cppo.Runtime;

namespace Cppo.Training.Runs.Events;

/// <summary>
/// One record of a TensorBoard event file: the scalars of a step. The messages are TensorFlow's <c>Event</c>, <c>Summary</c> and
/// <c>Summary.Value</c> (event.proto, summary.proto) as far as scalars need them.
/// </summary>
/// <param name="WallTime">When it was written, seconds since 1970.</param>
/// <param name="Step">The horizontal axis.</param>
/// <param name="Scalars">Values by tag, single precision as in the format.</param>
public sealed record TensorBoardEvent(double WallTime, long Step, IReadOnlyList<KeyValuePair<string, float>> Scalars)
{
    private const int WallTimeField = 1, StepField = 2, VersionField = 3, SummaryField = 5; // of Event
    private const int ValueField = 1; // of Summary
    private const int TagField = 1, SimpleValueField = 2; // of Summary.Value

    /// <summary>What the first record of a file says in place of scalars ("brain.Event:2"); null in all others.</summary>
    public string? FileVersion { get; init; }

    /// <summary>The first record of a file.</summary>
    internal static TensorBoardEvent Head(double wallTime) => new(wallTime, 0, []) { FileVersion = "brain.Event:2" };

    /// <summary>The message as protocol buffer.</summary>
    internal byte[] ToBytes()
    {
        ProtocolBufferWriter message = new();
        message.Double(WallTimeField, WallTime);
        if (Step != 0) message.Integer(StepField, Step);
        if (FileVersion is not null) message.Text(VersionField, FileVersion);
        if (Scalars.Count == 0) return message.ToBytes();

        ProtocolBufferWriter summary = new();
        foreach ((string tag, float number) in Scalars)
        {
            ProtocolBufferWriter value = new();
            value.Text(TagField, tag);
            value.Single(SimpleValueField, number);
            summary.Message(ValueField, value);
        }

        message.Message(SummaryField, summary);
        return message.ToBytes();
    }

    /// <summary>Reads a message; fields that scalars do not need are passed over.</summary>
    /// <exception cref="CppoException">The bytes are no such message.</exception>
    internal static TensorBoardEvent Read(ReadOnlySpan<byte> bytes)
    {
        double wallTime = 0;
        long step = 0;
        string? version = null;
        List<KeyValuePair<string, float>> scalars = [];
        ProtocolBufferReader reader = new(bytes);
        while (reader.Next(out int field))
        {
            switch (field)
            {
                case WallTimeField: wallTime = reader.Double(); break;
                case StepField: step = reader.Integer(); break;
                case VersionField: version = reader.Text(); break;
                case SummaryField: ReadSummary(reader.Bytes(), scalars); break;
                default: reader.Skip(); break;
            }
        }

        return new(wallTime, step, scalars) { FileVersion = version };
    }

    private static void ReadSummary(ReadOnlySpan<byte> bytes, List<KeyValuePair<string, float>> scalars)
    {
        ProtocolBufferReader summary = new(bytes);
        while (summary.Next(out int field))
        {
            if (field != ValueField)
            {
                summary.Skip();
                continue;
            }

            (string tag, float? number) = ("", null);
            ProtocolBufferReader value = new(summary.Bytes());
            while (value.Next(out int part))
            {
                if (part == TagField) tag = value.Text();
                else if (part == SimpleValueField) number = value.Single();
                else value.Skip();
            }

            if (number is { } scalar) scalars.Add(new(tag, scalar));
        }
    }
}
