using Cppo.Runtime;
using Cppo.Training.Options;

namespace Cppo.Training;

/// <summary>Options of a run by name (<c>Steps=100</c>, <c>Keep.TokensEvery=5</c>), as <see cref="MethodOptions"/> does it for a method's. The folder is none of them.</summary>
public static class RunOptions
{
    /// <summary>The options with another value of one.</summary>
    /// <param name="options">Unchanged.</param>
    /// <param name="name">Dotted, in any letter case.</param>
    /// <param name="value">As text.</param>
    /// <exception cref="CppoException">There is no such option, or it cannot have that value; the advice says what there is.</exception>
    public static TrainerOptions With(this TrainerOptions options, string name, string value) =>
        (TrainerOptions)OptionSetter.Set(options, name, name.Split('.'), value);

    /// <summary>Whether a name is that of an option of a run, or of a group of them.</summary>
    public static bool Has(string name) => OptionTree.Child(new TrainerOptions(), name.Split('.')[0]) is not null;

    /// <summary>Every option, in the order of the records.</summary>
    public static IReadOnlyList<MethodOption> All(TrainerOptions options) => [.. MethodOptions.Within("", options)];

    /// <summary>How options differ from those of a new record.</summary>
    public static IReadOnlyList<OptionValue> Changes(TrainerOptions options)
    {
        List<OptionValue> changes = [];
        OptionDifferences.Collect("", new TrainerOptions(), options, changes);
        return changes;
    }
}
