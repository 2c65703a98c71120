using System.Globalization;
using Cppo.Data.Sources;
using Cppo.Images;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;

namespace Cppo.Data;

/// <summary>
/// One row of a data set. Columns are read and pictures decoded when they are asked for, each time anew; a member whose value is
/// missing or of a wrong kind says so, with the row's number.
/// </summary>
public sealed class DataRow
{
    private readonly DataSet data;
    private readonly IRow values;

    internal DataRow(DataSet data, long number, IRow values) => (this.data, Number, this.values) = (data, number, values);

    /// <summary>From 0, in the order of the file.</summary>
    public long Number { get; }

    /// <summary>The question as the file has it, placeholders included.</summary>
    /// <exception cref="DataRowException">It is missing or no text.</exception>
    public string Question => (data.Layout == DataLayout.Verl ? VerlRow.Question(this, values[data.Roles.Question]) : values[data.Roles.Question]) switch
    {
        string text when text.Length > 0 => text,
        var other => throw Wrong($"has {PictureValues.Describe(other)} where its question should be", "Leave the row out, or give it a question."),
    };

    /// <summary>The answer as the file has it, its box included; null where there is none.</summary>
    /// <exception cref="DataRowException">It is neither text nor a number.</exception>
    public string? Answer => (data.Layout == DataLayout.Verl ? VerlRow.Answer(values[data.Roles.Answer]) : values[data.Roles.Answer]) switch
    {
        null => null,
        string text => text,
        (long or double) and var number => Convert.ToString(number, CultureInfo.InvariantCulture),
        var other => throw Wrong($"has {PictureValues.Describe(other)} where its answer should be", "Give the answer as text."),
    };

    /// <summary>What counts as right: the answer, or what stands in its box where the layout has boxes.</summary>
    /// <exception cref="DataRowException">There is no usable answer.</exception>
    public string Target
    {
        get
        {
            string? answer = Answer;
            try
            {
                return data.BoxedAnswers ? TargetAnswer.Boxed(Number, answer) : TargetAnswer.Plain(Number, answer);
            }
            catch (CppoException error) when (error is not DataRowException)
            {
                throw new DataRowException(Number, error.Message, error.Advice, error);
            }
        }
    }

    /// <summary>The category; empty where there is none.</summary>
    public string Category => data.Layout switch
    {
        DataLayout.EasyVqa => LayoutReader.EasyVqaCategory(Answer),
        DataLayout.Verl => VerlRow.Category(values[VerlRow.ExtraInfo]),
        _ => data.Roles.Category is { } column ? TextIn(column) : "",
    };

    /// <summary>The pictures in their order; not decoded yet.</summary>
    /// <exception cref="DataRowException">A value is of a kind that is no picture.</exception>
    public IReadOnlyList<DataPicture> Pictures => data.PicturesOf(this);

    /// <summary>The options of a multiple-choice question by their letters (VLMEvalKit's layout); empty where there are none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Options => data.Layout != DataLayout.VlmEvalKit
        ? []
        : [.. data.OptionColumns.Where(column => values[column] is not null).Select(column => KeyValuePair.Create(column, TextIn(column)))];

    /// <summary>What a column holds: null, string, long, double, bool, byte[], a list or a structure (dictionary by name).</summary>
    /// <param name="column">The column's name; one that the data set does not have holds null.</param>
    public object? this[string column] => values[column];

    /// <summary>A column as a number; null where it is missing or none.</summary>
    public double? NumberIn(string column) => values[column] switch
    {
        double number when double.IsFinite(number) => number,
        long number => number,
        string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => null,
    };

    /// <summary>A column as text; empty where it is missing.</summary>
    public string TextIn(string column) => Convert.ToString(values[column], CultureInfo.InvariantCulture) ?? "";

    /// <summary>The row as a sample: pictures decoded, options and instruction in the question, placeholders taken out and remembered.</summary>
    /// <exception cref="DataRowException">The row cannot be used.</exception>
    public Sample ToSample()
    {
        PromptText prompt = PromptText.Of(this, data);
        return new((ulong)Number, [.. Pictures.Select(picture => Sized(picture.Decode()))], prompt.Question, Target)
        {
            PicturePlaces = prompt.Places,
            Kind = Category,
        };
    }

    /// <summary>Finds what makes the row unusable.</summary>
    /// <exception cref="DataRowException">Something does.</exception>
    internal void Require(PictureCheck check)
    {
        _ = PromptText.Of(this, data);
        _ = Target;
        if (check == PictureCheck.None) return;
        foreach (DataPicture picture in Pictures)
        {
            if (check == PictureCheck.Head) _ = picture.Size();
            else _ = picture.Decode();
        }
    }

    internal DataRowException Wrong(string what, string advice) => new(Number, $"Row {Number} of the data {what}.", advice);

    // resize_min_side of the recipe's examples/data_preprocess/virl39k.py; rounds half to even, as Python does.
    private Picture Sized(Picture picture)
    {
        const double smallest = 28;
        int shorter = Math.Min(picture.Width, picture.Height);
        if (!data.Options.AsRecipe || shorter >= smallest) return picture;
        double scale = smallest / shorter;
        return picture.Resize((int)Math.Round(picture.Width * scale), (int)Math.Round(picture.Height * scale), ResamplingFilter.Lanczos);
    }
}
