using Cppo.Objective;
using Cppo.Training;

namespace Cppo.Exchange.Mapping;

/// <summary>AReaL's advantages: bias, scale and bound of the reward, then a normalisation of rewards and one of advantages.</summary>
internal static class ArealAdvantage
{
    private const string Group = "group", No = "false";
    private static readonly string[] None = [ForeignText.Nothing, ForeignText.Nothing, No, "1.0e-05"], Raw = ["0", "1", "20"];

    /// <summary>The eleven settings of an estimator.</summary>
    public static Carried Of(AdvantageEstimator estimator) => estimator switch
    {
        ArealAdvantageEstimator areal => new(Fidelity.Exact,
        [
            ForeignText.Of(areal.Bias), ForeignText.Of(areal.Scale), ForeignText.Of(areal.Clip), .. Of(areal.Rewards), .. Of(areal.Advantages),
        ]),
        GroupAdvantageEstimator { DivideByDeviation: var divides } group => new(
            Fidelity.Exact, [.. Raw, Group, divides ? Group : ForeignText.Nothing, No, ForeignText.Of(group.Epsilon), .. None], "rewards beyond 20 would be cut"),
        LeaveOneOutAdvantageEstimator => new(Fidelity.Exact, [.. Raw, Group, ForeignText.Nothing, "true", "1.0e-05", .. None], "rewards beyond 20 would be cut"),
        _ => new(Fidelity.None, [], "AReaL has no estimator of this convention"),
    };

    /// <summary>The options that the settings stand for; null where they are no estimator.</summary>
    public static IReadOnlyList<OptionValue>? Options(IReadOnlyList<string> values)
    {
        if (Levels(values.Skip(3)) is not { } rewards || Levels(values.Skip(7)) is not { } advantages) return null;
        bool isPlain = ForeignText.Number(values[0]) == 0 && ForeignText.Number(values[1]) == 1 && advantages is (StatisticLevel.None, StatisticLevel.None, false);
        switch (rewards)
        {
            case (StatisticLevel.Group, StatisticLevel.Group or StatisticLevel.None, false) when isPlain:
                return rewards.Deviation == StatisticLevel.Group
                    ? [new("Advantage", "grpo"), new("Advantage.Epsilon", values[6])]
                    : [new("Advantage", "dr-grpo")];
            case (StatisticLevel.Group, StatisticLevel.None, true) when isPlain:
                return [new("Advantage", "rloo")];
            default:
                return
                [
                    new("Advantage", "areal"), new("Advantage.Bias", values[0]), new("Advantage.Scale", values[1]), new("Advantage.Clip", values[2]),
                    .. Options("Advantage.Rewards", rewards, values[6]), .. Options("Advantage.Advantages", advantages, values[10]),
                ];
        }
    }

    private static IEnumerable<string> Of(ArealNormalization? one) => one is null
        ? None
        : [Of(one.Mean), Of(one.Deviation), one.LeaveOneOut ? "true" : No, ForeignText.Of(one.Epsilon)];

    private static string Of(StatisticLevel level) => level == StatisticLevel.None ? ForeignText.Nothing : level.ToString().ToLowerInvariant();

    private static IEnumerable<OptionValue> Options(string name, (StatisticLevel Mean, StatisticLevel Deviation, bool LeaveOneOut) levels, string epsilon) =>
        levels is (StatisticLevel.None, StatisticLevel.None, false)
            ? [new(name, "none")]
            :
            [
                new(name, "group"), new($"{name}.Mean", levels.Mean.ToString()), new($"{name}.Deviation", levels.Deviation.ToString()),
                new($"{name}.LeaveOneOut", levels.LeaveOneOut ? "true" : No), new($"{name}.Epsilon", epsilon),
            ];

    private static (StatisticLevel Mean, StatisticLevel Deviation, bool LeaveOneOut)? Levels(IEnumerable<string> values) =>
        values.Take(3).ToArray() is [var mean, var deviation, var leave] && Level(mean) is { } first && Level(deviation) is { } second
            ? (first, second, ForeignText.IsTrue(leave))
            : null;

    private static StatisticLevel? Level(string text) => ForeignText.Back(text) switch
    {
        "none" => StatisticLevel.None,
        "group" => StatisticLevel.Group,
        "batch" => StatisticLevel.Batch,
        _ => null,
    };
}
