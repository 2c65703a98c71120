using Cppo.Perturbations;

namespace Cppo.Training.Runs.Tables;

/// <summary>The responses of a step as a Parquet file.</summary>
internal static class RolloutTable
{
    private const string Part = "reward_";

    public static void Write(string path, int step, IReadOnlyList<GroupRecord> groups)
    {
        RolloutRow[] rows = [.. groups.SelectMany((group, index) => group.Responses.Select((response, row) => Row(step, group, index, response, row)))];
        string[] parts = [.. rows.SelectMany(row => row.RewardParts.Keys).Distinct()];
        ParquetFile.Write(
            path, [.. Columns, .. parts.Select(name => ParquetColumn<RolloutRow>.Number(Part + name, row => row.RewardParts.GetValueOrDefault(name, double.NaN)))], rows);
    }

    public static IReadOnlyList<RolloutRow> Read(string path)
    {
        ParquetColumns file = ParquetFile.Read(path);
        int[] step = file.Numbers<int>("step"), group = file.Numbers<int>("group"), row = file.Numbers<int>("row");
        int[] level = file.Numbers<int>("level"), promptTokens = file.Numbers<int>("prompt_tokens");
        int[][] ids = file.Lists<int>("token_ids");
        float[][] drawn = file.Lists<float>("log_probs");
        ulong[] sample = file.Numbers<ulong>("sample");
        double[] reward = file.Numbers<double>("reward"), advantage = file.Numbers<double>("advantage");
        bool[] correct = file.Numbers<bool>("correct");
        string?[] Texts(string name) => file.Texts(name);
        string?[] kind = Texts("kind"), question = Texts("question"), answer = Texts("answer"), response = Texts("response"), stop = Texts("stop");
        string?[] extracted = Texts("extracted"), normal = Texts("normal_form"), target = Texts("target_normal_form"), rule = Texts("rule");
        string?[] preserving = Texts("preserving"), removing = Texts("removing");
        (string Name, double[] Values)[] parts =
            [.. file.Names.Where(name => name.StartsWith(Part, StringComparison.Ordinal)).Select(name => (name[Part.Length..], file.Numbers<double>(name)))];
        return [.. Enumerable.Range(0, file.Rows).Select(i => new RolloutRow
        {
            Step = step[i],
            Group = group[i],
            Row = row[i],
            Sample = sample[i],
            Kind = kind[i]!,
            Level = level[i],
            Question = question[i]!,
            Answer = answer[i]!,
            Response = response[i]!,
            TokenIds = ids[i],
            LogProbabilities = drawn[i],
            Stop = stop[i]!,
            PromptTokens = promptTokens[i],
            Reward = reward[i],
            RewardParts = parts.ToDictionary(part => part.Name, part => part.Values[i]),
            Advantage = advantage[i],
            Correct = correct[i],
            Extracted = extracted[i],
            NormalForm = normal[i]!,
            TargetNormalForm = target[i]!,
            Rule = rule[i]!,
            Preserving = preserving[i]!,
            Removing = removing[i]!,
        })];
    }

    private static IReadOnlyList<ParquetColumn<RolloutRow>> Columns { get; } =
    [
        ParquetColumn<RolloutRow>.Number("step", row => row.Step),
        ParquetColumn<RolloutRow>.Number("group", row => row.Group),
        ParquetColumn<RolloutRow>.Number("row", row => row.Row),
        ParquetColumn<RolloutRow>.Number("sample", row => row.Sample),
        ParquetColumn<RolloutRow>.Text("kind", row => row.Kind),
        ParquetColumn<RolloutRow>.Number("level", row => row.Level),
        ParquetColumn<RolloutRow>.Text("question", row => row.Question),
        ParquetColumn<RolloutRow>.Text("answer", row => row.Answer),
        ParquetColumn<RolloutRow>.Text("response", row => row.Response),
        ParquetColumn<RolloutRow>.List("token_ids", row => row.TokenIds),
        ParquetColumn<RolloutRow>.List("log_probs", row => row.LogProbabilities),
        ParquetColumn<RolloutRow>.Text("stop", row => row.Stop),
        ParquetColumn<RolloutRow>.Number("prompt_tokens", row => row.PromptTokens),
        ParquetColumn<RolloutRow>.Number("reward", row => row.Reward),
        ParquetColumn<RolloutRow>.Number("advantage", row => row.Advantage),
        ParquetColumn<RolloutRow>.Number("correct", row => row.Correct),
        ParquetColumn<RolloutRow>.Text("extracted", row => row.Extracted),
        ParquetColumn<RolloutRow>.Text("normal_form", row => row.NormalForm),
        ParquetColumn<RolloutRow>.Text("target_normal_form", row => row.TargetNormalForm),
        ParquetColumn<RolloutRow>.Text("rule", row => row.Rule),
        ParquetColumn<RolloutRow>.Text("preserving", row => row.Preserving),
        ParquetColumn<RolloutRow>.Text("removing", row => row.Removing),
    ];

    private static RolloutRow Row(int step, GroupRecord group, int index, ResponseRecord response, int row) => new()
    {
        Step = step,
        Group = index,
        Row = row,
        Sample = group.Group.Sample.Id,
        Kind = group.Group.Sample.Kind,
        Level = group.Group.Sample.Level,
        Question = group.Group.Sample.Question,
        Answer = group.Group.Sample.Answer,
        Response = response.Response.Text,
        TokenIds = response.Response.TokenIds,
        LogProbabilities = response.Response.LogProbabilities,
        Stop = response.Response.Stop.ToString(),
        PromptTokens = group.Group.PromptIds.Count,
        Reward = response.Reward.Total,
        RewardParts = response.Reward.Parts.ToDictionary(part => part.Name, part => part.Value),
        Advantage = response.Advantage,
        Correct = response.Reward.Grade.Correct,
        Extracted = response.Reward.Grade.Extracted,
        NormalForm = response.Reward.Grade.NormalForm,
        TargetNormalForm = response.Reward.Grade.TargetNormalForm,
        Rule = response.Reward.Grade.Rule,
        Preserving = InWords(group.Preserving),
        Removing = InWords(group.Removing),
    };

    private static string InWords(IReadOnlyList<PerturbedView> views) =>
        string.Join("; ", views.Select(view => $"{view.Name}: {view.Parameters} ({view.Seed})"));
}
