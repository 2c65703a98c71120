namespace Cppo.Kernel.Tests.Languages;

[Collection(KernelCollection.Name)]
public sealed class SqlTests(Cells cells) : IClassFixture<Cells>
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\u202e";

    [Fact]
    public async Task Values_of_the_session_are_tables_as_they_are_now()
    {
        await cells.RunAsync("var records = new List<Point> { new(1, 2.5, \"a\"), new(2, null, \"b\") };\nrecord Point(int Id, double? Score, string Name);");
        Assert.Contains("2.5", (await cells.RunAsync("#!sql\nSELECT sum(Score) AS total, count(*) AS n FROM records")).Text);
        await cells.RunAsync("records.Add(new(3, 4, \"c\"));");
        Assert.Contains("3 rows", (await cells.RunAsync("#!sql\nSELECT * FROM records ORDER BY Id")).Html);
        await cells.RunAsync("var plain = new[] { 1.5, 2.5 }; var pairs = new Dictionary<string, int> { [\"x\"] = 7 }; var tuples = new[] { (1, \"one\") };");
        Assert.Contains("4", (await cells.RunAsync("#!sql\nSELECT sum(value) FROM plain")).Text);
        Assert.Contains("7", (await cells.RunAsync("#!sql\nSELECT Value FROM pairs WHERE Key = 'x'")).Text);
        Assert.Contains("one", (await cells.RunAsync("#!sql\nSELECT Item2 FROM tuples")).Text);
    }

    [Fact]
    public async Task Results_of_magics_are_tables_by_the_rows_of_their_views()
    {
        await cells.RunAsync("#!cppo-doctor --as machine");
        RanCell found = await cells.RunAsync("#!sql\nSELECT * FROM machine");
        string columns = (await cells.RunAsync("string.Join(\" \", Cppo.Interactive.Rendering.Views.For(machine).ToData().Columns.Select(c => c.Name))")).Text;
        Assert.All(columns.Split(' '), column => Assert.Contains(column, found.Text));
    }

    [Fact]
    public async Task A_named_result_is_a_data_frame_of_csharp_and_a_table_again()
    {
        await cells.RunAsync("#!sql --name best\nSELECT i AS id, i * i AS square, 'row ' || i AS name, i % 2 = 0 AS even, DATE '2026-01-31' AS day FROM range(50) t(i)");
        Assert.Equal("50 2401", (await cells.RunAsync("$\"{best.Rows.Count} {best[\"square\"][49]}\"")).Text);
        RanCell shown = await cells.RunAsync("#!sql\nSELECT * FROM best WHERE even");
        Assert.Contains("showing 20 of 25 rows", shown.Text);
        Assert.Contains("<caption>", shown.Html);
        Assert.Contains("25 rows, 5 columns", shown.Html);
    }

    [Fact]
    public async Task Tables_of_the_user_live_on_and_win_over_values()
    {
        await cells.RunAsync("var shadowed = new[] { 1, 2, 3 };");
        await cells.RunAsync("#!sql\nCREATE TABLE mine(a INTEGER);\nINSERT INTO mine VALUES (41), (42);\nCREATE TABLE shadowed AS SELECT 'own' AS text;");
        Assert.Contains("42", (await cells.RunAsync("#!sql\nSELECT max(a) FROM mine")).Text);
        Assert.Contains("own", (await cells.RunAsync("#!sql\nSELECT * FROM shadowed")).Text);
        Assert.Contains("mine", (await cells.RunAsync("#!sql\n#!whos")).Stdout);
        await cells.RunAsync("#!share --from sql mine --as theirs");
        Assert.Equal("2", (await cells.RunAsync("theirs.Rows.Count")).Text);
    }

    [Fact]
    public async Task Plain_values_are_parameters()
    {
        await cells.RunAsync("var least = 3; var word = \"it's\";");
        RanCell found = await cells.RunAsync("#!sql\nSELECT $word AS w, count(*) AS n FROM range(10) t(i) WHERE i >= $least");
        Assert.Contains("it's", found.Text);
        Assert.Contains("7", found.Text);
        Assert.Contains("$nothing", (await cells.RunAsync("#!sql\nSELECT $nothing")).Error.Message);
        Assert.Contains("$5", (await cells.RunAsync("#!sql\nSELECT '$5 -- ' || $$ $x $$ AS price -- $none")).Text);
    }

    [Theory]
    [InlineData("#!sql\nSELECT 1;\n\nSELEC 2", 4, "Parser Error")]
    [InlineData("var x = 1;\n#!sql\nSELECT *\nFROM nowhere", 4, "Catalog Error")]
    [InlineData("#!sql\nSELECT 1;\nSELECT\n  missing\nFROM range(3)", 4, "Binder Error")]
    [InlineData("#!sql\nSELECT\n 'a'::INTEGER", 3, "Conversion Error")]
    public async Task Errors_are_DuckDBs_sentences_at_the_line_of_the_cell(string cell, int line, string heading)
    {
        CellError error = (await cells.RunAsync(cell)).Error;
        Assert.Equal(line, error.Line);
        Assert.Equal("SqlError", error.Name);
        Assert.Contains(heading, error.Traceback[0]);
        Assert.StartsWith("    ", error.Traceback[^1]);
    }

    [Fact]
    public async Task A_sequence_without_a_known_end_is_no_table_and_the_error_says_what_to_do()
    {
        await cells.RunAsync("var endless = Enumerable.Range(0, 3).Select(i => i * 2);");
        Assert.Contains("endless", (await cells.RunAsync("#!sql\nSELECT * FROM endless")).Error.Traceback[0]);
        Assert.Contains(".ToList()", (await cells.RunAsync("#!sql\nSELECT * FROM endless")).Error.Traceback[^1]);
    }

    [Fact]
    public async Task Hostile_text_stays_text()
    {
        await cells.RunAsync($"var hostile = new[] {{ {System.Text.Json.JsonSerializer.Serialize(Hostile)} }};");
        RanCell shown = await cells.RunAsync("#!sql\nSELECT value, value AS \"<b>\" FROM hostile");
        Assert.DoesNotContain("<img", shown.Html);
        Assert.DoesNotContain("<b>", shown.Html.Replace("<b class", "", StringComparison.Ordinal));
        Assert.Contains("U+202E", shown.Html);
    }

    [Fact]
    public async Task Nothing_and_comments_run_to_nothing()
    {
        Assert.Null((await cells.RunAsync("#!sql")).Outcome.Value);
        RanCell comment = await cells.RunAsync("#!sql\n-- nothing\n/* at all */ ;");
        Assert.Null(comment.Outcome.Error);
        Assert.Null(comment.Outcome.Value);
    }

    [Fact]
    public async Task Completion_knows_keywords_tables_and_columns()
    {
        await cells.RunAsync("var measured = new[] { new { Loss = 1.5, Step = 3 } };");
        Assert.Contains("SELECT", await CompleteAsync("#!sql\nSELE"));
        Assert.Contains("measured", await CompleteAsync("#!sql\nSELECT * FROM meas"));
        Assert.Contains("Loss", await CompleteAsync("#!sql\nSELECT * FROM measured WHERE Lo"));
        MimeBundle? about = await cells.Session.Assistant.InspectAsync("#!sql\nSELECT * FROM measured", 24, default);
        Assert.Contains("Loss DOUBLE", about?.Data["text/plain"]);
    }

    [Fact]
    public async Task A_query_is_interrupted()
    {
        Task<RanCell> running = cells.RunAsync("#!sql\nSELECT count(*) FROM range(100000000000) t(i) WHERE sin(i) > 2");
        await Task.Delay(400);
        cells.Session.Interrupt();
        Assert.True((await running).Error.Interrupted);
        Assert.Contains("1", (await cells.RunAsync("#!sql\nSELECT 1")).Text);
    }

    [Theory]
    [InlineData("SELECT 'a", true)]
    [InlineData("SELECT (1", true)]
    [InlineData("SELECT 'a''(' -- (", false)]
    public void An_open_quote_or_bracket_asks_for_more(string sql, bool open) =>
        Assert.Equal(open ? CellCompleteness.Incomplete : CellCompleteness.Complete, cells.Session.Languages.Of("sql").Completeness(sql));

    private async Task<IEnumerable<string>> CompleteAsync(string cell) =>
        (await cells.Session.Assistant.CompleteAsync(cell, cell.Length, default)).Items.Select(item => item.Text);
}
