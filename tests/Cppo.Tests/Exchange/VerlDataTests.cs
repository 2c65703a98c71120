using Cppo.Data;
using Cppo.Exchange;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Tests.Models;
using Cppo.Worlds;

namespace Cppo.Tests.Exchange;

public sealed class VerlDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string At(string name) => Path.Combine(folder.Path, name);

    [Fact]
    public void What_was_written_for_verl_is_read_again_pictures_bit_for_bit()
    {
        Sample first = new ProceduralWorld(3).Samples(0, 1)[0];
        IReadOnlyList<Sample> samples =
        [
            .. new ProceduralWorld(3).Samples(0, 12),
            first with { Pictures = [], Question = "Ohne Bild: \"2 + 2\"?\n</script>" },
            first with { Pictures = [first.Pictures[0], first.Pictures[0]], Question = "Böse <b> 漢 = ?", PicturePlaces = [2, 9], Kind = "" },
        ];
        Assert.Equal(samples.Count, VerlData.Write(At("train.parquet"), samples, "cppo.world", rowGroup: 5));
        using DataSet data = DataSet.Open(At("train.parquet"), new() { Instruction = null });
        Assert.Equal(DataLayout.Verl, data.Layout);
        Assert.Equal(["data_source", "prompt", "images", "ability", "reward_model", "extra_info"], data.Columns);
        DataSelection again = data.Select();
        Assert.Equal(samples.Count, again.Count);
        for (int i = 0; i < samples.Count; i++)
        {
            Assert.Equal((samples[i].Question, samples[i].Answer, samples[i].Kind), (again[i].Question, again[i].Answer, again[i].Kind));
            Assert.Equal(samples[i].PicturePlaces.Count == 0 ? [.. samples[i].Pictures.Select(_ => 0)] : samples[i].PicturePlaces, again[i].PicturePlaces);
            Assert.Equal(samples[i].Pictures.Select(picture => Convert.ToHexString(picture.Rgb)), again[i].Pictures.Select(picture => Convert.ToHexString(picture.Rgb)));
        }

        var extra = (IReadOnlyDictionary<string, object?>)data.Row(7)["extra_info"]!;
        Assert.Equal((7L, "train", samples[7].Answer), (extra["index"], extra["split"], extra["answer"]));
        Assert.Equal("rule", ((IReadOnlyDictionary<string, object?>)data.Row(7)["reward_model"]!)["style"]);
    }

    [Fact]
    public void Equal_samples_give_equal_bytes_and_the_instruction_stands_there_once()
    {
        Sample[] samples = [.. new ProceduralWorld(1).Samples(0, 4).Select(sample => sample with { Question = $"{sample.Question} {Instructions.ThinkThenBox}" })];
        VerlData.Write(At("a.parquet"), samples, "x");
        VerlData.Write(At("b.parquet"), samples, "x");
        Assert.Equal(File.ReadAllBytes(At("a.parquet")), File.ReadAllBytes(At("b.parquet")));
        using DataSet data = DataSet.Open(At("a.parquet"));
        Assert.Equal(samples.Select(sample => sample.Question), data.Select().Select(sample => sample.Question));
        Assert.DoesNotContain("FIRST", (string)((IReadOnlyDictionary<string, object?>)data.Row(0)["extra_info"]!)["question"]!);
        Assert.Throws<CppoException>(() => VerlData.Write(At("none.parquet"), [], "x"));
    }

    [Fact]
    public void A_conversation_of_several_messages_is_a_broken_row()
    {
        File.WriteAllText(At("rows.jsonl"), """
            {"prompt": [{"role": "user", "content": "1 + 1?"}], "reward_model": {"style": "rule", "ground_truth": 2}}
            {"prompt": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "1 + 1?"}], "reward_model": {"style": "rule", "ground_truth": "2"}}
            {"prompt": [], "reward_model": {"style": "rule", "ground_truth": "2"}}
            {"prompt": [{"role": "user", "content": "1 + 2?"}], "reward_model": {"style": "model"}}

            """);
        using DataSet data = DataSet.Open(At("rows.jsonl"), new() { Instruction = null });
        DataSelection rows = data.Select();
        Assert.Equal(("1 + 1?", "2"), (Assert.Single(rows).Question, rows[0].Answer));
        Assert.Equal([1L, 2L, 3L], rows.Report.Broken.Select(row => row.Row));
        Assert.Contains("2 messages", rows.Report.Broken[0].Problem);
    }
}
