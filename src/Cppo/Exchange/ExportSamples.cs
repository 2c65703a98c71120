using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Exchange;

/// <summary>The samples of an export as they pass, and what about them the other trainer does not take.</summary>
internal sealed class ExportSamples
{
    /// <summary>Training samples that stand in for validation where there are no others.</summary>
    private const int StandIns = 32;

    private readonly IReadOnlyList<Sample> train;

    /// <exception cref="CppoException">There are no training samples.</exception>
    public ExportSamples(IReadOnlyList<Sample> train, IReadOnlyList<Sample>? test)
    {
        if (train.Count == 0) throw new CppoException("There is no sample to export.", "Pass at least one training sample.");
        this.train = train;
        HasTest = test is { Count: > 0 };
        Test = HasTest ? test! : [.. train.Take(StandIns)];
    }

    /// <summary>Whether the validation samples are others than the training samples.</summary>
    public bool HasTest { get; }

    /// <summary>Samples for validation.</summary>
    public IReadOnlyList<Sample> Test { get; }

    /// <summary>Training samples with no picture or several, once they have passed.</summary>
    public int OtherPictures { get; private set; }

    /// <summary>Training samples whose question does not end with the recipes' instruction, once they have passed.</summary>
    public int WithoutInstruction { get; private set; }

    /// <summary>The training samples; counted as they pass.</summary>
    public IEnumerable<Sample> Train()
    {
        foreach (Sample sample in train)
        {
            if (sample.Pictures.Count != 1) OtherPictures++;
            if (!sample.Question.EndsWith(Data.Instructions.ThinkThenBox, StringComparison.Ordinal)) WithoutInstruction++;
            yield return sample;
        }
    }

    /// <summary>What the samples make different there, a sentence each.</summary>
    public IEnumerable<string> Remarks()
    {
        if (!HasTest) yield return $"No validation samples were given: the first {Test.Count} training samples stand in for them, so that validation there says nothing about new pictures.";
        if (OtherPictures > 0)
        {
            yield return $"{OtherPictures} training {(OtherPictures == 1 ? "sample has" : "samples have")} no picture or more than one; the published recipe takes one picture a sample.";
        }
    }
}
