namespace Cppo.Training.Runs.Tables;

/// <summary>The response tokens of a step as a Parquet file.</summary>
internal static class TokenTable
{
    // The names serve both ways.
    private static readonly IReadOnlyList<(string Name, Func<TokenRow, float> Get)> Numbers =
    [
        ("entropy", row => row.Entropy),
        ("entropy_preserving", row => row.EntropyPreserved),
        ("entropy_removing", row => row.EntropyRemoved),
        ("log_prob_drawn", row => row.LogProbabilityDrawn),
        ("log_prob", row => row.LogProbability),
        ("log_prob_preserving", row => row.LogProbabilityPreserved),
        ("log_prob_removing", row => row.LogProbabilityRemoved),
        ("shift", row => row.Shift),
        ("score", row => row.Score),
        ("kl_preserving", row => row.KlPreserved),
        ("kl_removing", row => row.KlRemoved),
        ("cpl", row => row.Cpl),
    ];

    private static readonly IReadOnlyList<ParquetColumn<TokenRow>> Columns =
    [
        ParquetColumn<TokenRow>.Number("step", row => row.Step),
        ParquetColumn<TokenRow>.Number("group", row => row.Group),
        ParquetColumn<TokenRow>.Number("row", row => row.Row),
        ParquetColumn<TokenRow>.Number("sample", row => row.Sample),
        ParquetColumn<TokenRow>.Number("position", row => row.Position),
        ParquetColumn<TokenRow>.Number("token_id", row => row.TokenId),
        ParquetColumn<TokenRow>.Text("text", row => row.Text),
        .. Numbers.Select(number => ParquetColumn<TokenRow>.Number(number.Name, number.Get)),
        ParquetColumn<TokenRow>.Number("candidate", row => row.Candidate),
        ParquetColumn<TokenRow>.Number("selected", row => row.Selected),
        ParquetColumn<TokenRow>.Number("in_loss", row => row.InLoss),
        ParquetColumn<TokenRow>.Optional("is_perception", row => row.IsPerception),
    ];

    public static void Write(string path, int step, IReadOnlyList<GroupRecord> groups) => ParquetFile.Write(
        path,
        Columns,
        [
            .. groups.SelectMany((group, index) => group.Responses.SelectMany((response, row) => response.Tokens.Select((token, position) =>
                Row(token, response.Response.LogProbabilities[position]) with
                {
                    Step = step, Group = index, Row = row, Sample = group.Group.Sample.Id, Position = position,
                }))),
        ]);

    public static IReadOnlyList<TokenRow> Read(string path)
    {
        ParquetColumns file = ParquetFile.Read(path);
        int[] step = file.Numbers<int>("step"), group = file.Numbers<int>("group"), row = file.Numbers<int>("row");
        int[] position = file.Numbers<int>("position"), id = file.Numbers<int>("token_id");
        ulong[] sample = file.Numbers<ulong>("sample");
        string?[] text = file.Texts("text");
        Dictionary<string, float[]> numbers = Numbers.ToDictionary(number => number.Name, number => file.Numbers<float>(number.Name));
        bool[] candidate = file.Numbers<bool>("candidate"), selected = file.Numbers<bool>("selected"), inLoss = file.Numbers<bool>("in_loss");
        bool?[] truth = file.Optional<bool>("is_perception");
        return [.. Enumerable.Range(0, file.Rows).Select(i => new TokenRow
        {
            Step = step[i],
            Group = group[i],
            Row = row[i],
            Sample = sample[i],
            Position = position[i],
            TokenId = id[i],
            Text = text[i]!,
            Entropy = numbers["entropy"][i],
            EntropyPreserved = numbers["entropy_preserving"][i],
            EntropyRemoved = numbers["entropy_removing"][i],
            LogProbabilityDrawn = numbers["log_prob_drawn"][i],
            LogProbability = numbers["log_prob"][i],
            LogProbabilityPreserved = numbers["log_prob_preserving"][i],
            LogProbabilityRemoved = numbers["log_prob_removing"][i],
            Shift = numbers["shift"][i],
            Score = numbers["score"][i],
            KlPreserved = numbers["kl_preserving"][i],
            KlRemoved = numbers["kl_removing"][i],
            Cpl = numbers["cpl"][i],
            Candidate = candidate[i],
            Selected = selected[i],
            InLoss = inLoss[i],
            IsPerception = truth[i],
        })];
    }

    private static TokenRow Row(TokenRecord token, float drawn) => new()
    {
        Step = 0,
        Group = 0,
        Row = 0,
        Sample = 0,
        Position = 0,
        TokenId = token.TokenId,
        Text = token.Text,
        Entropy = (float)token.Entropy,
        EntropyPreserved = (float)token.EntropyPreserved,
        EntropyRemoved = (float)token.EntropyRemoved,
        LogProbabilityDrawn = drawn,
        LogProbability = (float)token.LogProbability,
        LogProbabilityPreserved = (float)token.LogProbabilityPreserved,
        LogProbabilityRemoved = (float)token.LogProbabilityRemoved,
        Shift = (float)token.Shift,
        Score = (float)token.Score,
        KlPreserved = (float)token.KlPreserved,
        KlRemoved = (float)token.KlRemoved,
        Cpl = (float)token.Cpl,
        Candidate = token.Candidate,
        Selected = token.Selected,
        InLoss = token.InLoss,
        IsPerception = token.IsPerception,
    };
}
