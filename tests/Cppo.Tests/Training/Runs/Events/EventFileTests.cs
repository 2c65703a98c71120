using Cppo.Runtime;
using Cppo.Training;
using Cppo.Training.Runs.Events;

namespace Cppo.Tests.Training.Runs.Events;

public sealed class EventFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cppo-events-").FullName;

    private string FilePath => Path.Combine(folder, EventFile.Name);

    [Fact]
    public void Checksums_are_those_of_the_standard()
    {
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32])); // RFC 3720, B.4
        Assert.Equal(0x62A8AB43u, Crc32C.Of(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
        Assert.Equal(0x46DD794Eu, Crc32C.Of([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
    }

    [Fact]
    public void What_is_written_is_read_back_and_TensorFlows_own_messages_agree()
    {
        Write(3);
        IReadOnlyList<TensorBoardEvent> events = EventFile.Read(FilePath);
        Assert.Equal("brain.Event:2", events[0].FileVersion);
        Assert.Equal([0, 0, 0, 1, 2], events.Select(one => one.Step));
        Assert.Equal([RunEvents.Accuracy], events[1].Scalars.Select(scalar => scalar.Key));
        Assert.Contains(KeyValuePair.Create("critic/rewards/mean", 0.25f), events[3].Scalars);
        Assert.Contains(KeyValuePair.Create("my/number", 7f), events[3].Scalars);
        Assert.DoesNotContain(events[3].Scalars, scalar => float.IsNaN(scalar.Value));

        foreach (TensorBoardEvent one in events)
        {
            // TorchSharp brings classes that protoc made from TensorFlow's definitions.
            Tensorboard.Event theirs = Tensorboard.Event.Parser.ParseFrom(one.ToBytes());
            Assert.Equal(one.Step, theirs.Step);
            Assert.Equal(one.WallTime, theirs.WallTime);
            Assert.Equal(one.FileVersion ?? "", theirs.FileVersion);
            Assert.Equal(one.Scalars, (theirs.Summary?.Value ?? []).Select(value => KeyValuePair.Create(value.Tag, value.SimpleValue)));
        }
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        Write(2);
        byte[] whole = File.ReadAllBytes(FilePath);
        for (int i = 0; i < whole.Length; i += 7)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            File.WriteAllBytes(FilePath, changed);
            Assert.Contains("damaged", Assert.Throws<CppoException>(() => EventFile.Read(FilePath)).Message);
        }

        File.WriteAllBytes(FilePath, whole[..^1]);
        Assert.Throws<CppoException>(() => EventFile.Read(FilePath));
    }

    [Fact]
    public void A_file_is_mended_wherever_it_was_cut_or_damaged()
    {
        Write(4);
        byte[] whole = File.ReadAllBytes(FilePath);
        IReadOnlyList<TensorBoardEvent> expected = EventFile.Read(FilePath);
        foreach (int cut in Enumerable.Range(0, 40).Select(i => whole.Length * i / 40).Append(whole.Length))
        {
            File.WriteAllBytes(FilePath, whole[..cut]);
            EventFile.Mend(FilePath, expected);
            Assert.Equal(whole, File.ReadAllBytes(FilePath));
        }

        byte[] hole = [.. whole];
        hole[whole.Length / 2] ^= 1;
        File.WriteAllBytes(FilePath, hole);
        EventFile.Mend(FilePath, expected);
        Assert.Equal(whole, File.ReadAllBytes(FilePath));

        // Records of steps that are not expected are cut off.
        EventFile.Mend(FilePath, [.. expected.Take(3)]);
        Assert.Equal(expected.Take(3).Select(one => one.Step), EventFile.Read(FilePath).Select(one => one.Step));
    }

    [Fact]
    public void TensorBoard_itself_reads_the_file()
    {
        Write(3);
        const string Script =
            """
            import sys
            try:
                from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
            except ImportError as error:
                print(error)
                sys.exit(77)
            for event in EventFileLoader(sys.argv[1]).Load():
                for value in event.summary.value:
                    number = value.tensor.float_val[0] if value.HasField('tensor') else value.simple_value
                    print(event.step, value.tag, number)
            """;
        (int code, string output) = Python(Script);
        if (code != 0) Assert.Skip($"TensorBoard cannot be asked here: {output.Trim()}");
        Assert.Contains("1 critic/rewards/mean 0.25", output);
        Assert.Contains($"0 {RunEvents.Accuracy} 0.5", output);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(int steps)
    {
        File.Delete(FilePath);
        StepMetrics[] made = [.. Enumerable.Range(0, steps).Select(step => new StepMetrics
        {
            Step = step,
            Reward = 0.25 * step,
            Seconds = new Dictionary<string, double> { ["rollout"] = 0.5 },
            Further = new Dictionary<string, double> { ["my/number"] = 7 },
        })];
        EventFile.Append(FilePath, RunEvents.Of(made, [new AccuracyPoint(0, 5, 10)]));
    }

    private (int Code, string Output) Python(string script) => ExternalCommand.Run("python3", "-c", script, FilePath);
}
