using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Protocol;

[Collection(KernelCollection.Name)]
public sealed class ExecuteTests(KernelClient client) : IClassFixture<KernelClient>
{
    [Fact]
    public void A_cell_gives_its_last_value_and_keeps_its_state()
    {
        Assert.Equal("ok", client.Execute("var kept = 40; int Add(int x) => kept + x;").Status);
        ExecutedCell cell = client.Execute("Add(2)");
        Assert.Equal("42", cell.Result);
        Assert.Equal(cell.Reply["execution_count"]!.GetValue<int>(), cell.Outputs.Single(output => output.Type == "execute_result").Number("execution_count", 0));
    }

    [Fact]
    public void Every_output_names_its_request_and_lies_between_busy_and_idle()
    {
        ExecutedCell cell = client.Execute("Console.Write(1); 2");
        Assert.Equal(["status", "execute_input", "stream", "execute_result", "status"], cell.Outputs.Select(output => output.Type));
        Assert.Equal("busy", cell.Outputs[0].Text("execution_state"));
        Assert.All(cell.Outputs, output => Assert.Equal("execute_request", output.Parent["msg_type"]!.GetValue<string>()));
    }

    [Fact]
    public void Top_level_await_works_and_classes_live_on()
    {
        client.Execute("record Pair(int A, string B); var pair = new Pair(1, await Task.FromResult(\"x\"));");
        Assert.Equal("x", client.Execute("await Task.Delay(5); pair.B").Result);
    }

    [Fact]
    public void An_error_names_the_line_and_the_kernel_goes_on()
    {
        ExecutedCell cell = client.Execute("int zero = 0;\nint Divide() => 1 / zero;\n\nDivide()");
        Assert.Equal("error", cell.Status);
        string trace = string.Join('\n', cell.Reply["traceback"]!.AsArray().Select(line => line!.GetValue<string>()));
        Assert.Contains("DivideByZeroException", trace);
        Assert.Contains("line 2", trace);
        Assert.Contains("line 4", trace);
        Assert.DoesNotContain("Cppo.Kernel", trace);
        Assert.Equal("0", client.Execute("zero").Result);
    }

    [Fact]
    public void A_compile_error_shows_line_and_mark()
    {
        ExecutedCell cell = client.Execute("var fine = 1;\nvar wrong = nothing + 1;");
        JsonArray trace = cell.Reply["traceback"]!.AsArray();
        Assert.Contains("(2,13)", trace[0]!.GetValue<string>());
        Assert.Contains("CS0103", trace[0]!.GetValue<string>());
        Assert.Equal("    var wrong = nothing + 1;", trace[1]!.GetValue<string>());
        Assert.Equal("                ^~~~~~~", trace[2]!.GetValue<string>());
    }

    [Fact]
    public void Our_errors_show_sentence_and_advice_and_their_view()
    {
        ExecutedCell cell = client.Execute("throw new Cppo.Runtime.CppoException(\"The <x> is wrong.\", \"Do y.\");");
        JupyterMessage view = Assert.Single(cell.Displays);
        Assert.Contains("The &lt;x&gt; is wrong.", view.Content["data"]!["text/html"]!.GetValue<string>());
        Assert.Equal(2, cell.Reply["traceback"]!.AsArray().Count);
        Assert.Equal("Do y.", cell.Reply["traceback"]![1]!.GetValue<string>());
    }

    [Fact]
    public void Recursion_without_end_is_an_error_and_not_the_end()
    {
        ExecutedCell cell = client.Execute("int Down(int n) => Down(n + 1) + 1; Down(0)");
        Assert.Equal("InsufficientExecutionStackException", cell.Reply["ename"]!.GetValue<string>());
        Assert.Equal("3", client.Execute("1 + 2").Result);
    }

    [Fact]
    public void Both_streams_arrive_in_order()
    {
        ExecutedCell cell = client.Execute("Console.Write(\"a\"); Console.Error.Write(\"b\"); Console.Write(\"c\");");
        Assert.Equal(["a", "b", "c"], cell.Outputs.Where(output => output.Type == "stream").Select(output => output.Text("text")));
        Assert.Equal("b", cell.Stderr);
    }

    [Fact]
    public void Text_arrives_while_the_cell_runs()
    {
        string id = client.Send("execute_request", KernelClient.Code("Console.WriteLine(\"early\"); Thread.Sleep(700); Console.WriteLine(\"late\");"));
        List<(string Text, long At)> seen = [];
        while (seen.Count < 2)
        {
            JupyterMessage output = client.NextOutput();
            if (output.Type == "stream") seen.Add((output.Text("text"), System.Diagnostics.Stopwatch.GetTimestamp()));
        }

        Assert.Equal("early\n", seen[0].Text);
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(seen[0].At, seen[1].At).TotalMilliseconds > 300);
        client.OutputsOf(id);
        client.Reply();
    }

    [Fact]
    public void A_display_is_updated_in_place()
    {
        ExecutedCell cell = client.Execute("var shown = display(\"one\"); shown.Update(\"two\"); display(HTML(\"<b>x</b>\"));");
        JupyterMessage first = cell.Displays.First();
        JupyterMessage update = cell.Outputs.Single(output => output.Type == "update_display_data");
        Assert.Equal("two", update.Content["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal(
            first.Content["transient"]!["display_id"]!.GetValue<string>(), update.Content["transient"]!["display_id"]!.GetValue<string>());
        Assert.Equal("<b>x</b>", cell.Displays.Last().Content["data"]!["text/html"]!.GetValue<string>());
        Assert.Contains(client.Execute("clear_output(wait: true);").Outputs, output => output.Type == "clear_output" && output.Flag("wait", false));
    }

    [Fact]
    public void A_silent_cell_shows_and_counts_nothing()
    {
        int before = client.Execute("1").Reply["execution_count"]!.GetValue<int>();
        ExecutedCell cell = client.Execute("Console.Write(\"x\"); 5", content => content["silent"] = true);
        Assert.Equal("ok", cell.Status);
        Assert.All(cell.Outputs, output => Assert.Equal("status", output.Type));
        Assert.Equal(before + 1, client.Execute("1").Reply["execution_count"]!.GetValue<int>());
    }

    [Fact]
    public void User_expressions_are_answered_one_by_one()
    {
        ExecutedCell cell = client.Execute("var six = 6;", content => content["user_expressions"] = new JsonObject { ["a"] = "six * 7", ["b"] = "nothing" });
        JsonNode expressions = cell.Reply["user_expressions"]!;
        Assert.Equal("42", expressions["a"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal("error", expressions["b"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public void Cells_behind_a_failed_one_are_aborted()
    {
        string[] ids = [.. new[] { "Thread.Sleep(300); throw new Exception(\"x\");", "var never = 1;" }
            .Select(code => client.Send("execute_request", KernelClient.Code(code)))];
        JupyterMessage[] replies = [client.Reply(), client.Reply()];
        client.OutputsOf(ids[1]);
        Assert.Equal(["error", "aborted"], replies.Select(reply => reply.Text("status")));
        Assert.Equal("error", client.Execute("never").Status);
    }

    [Fact]
    public void Ten_thousand_displays_all_arrive()
    {
        ExecutedCell cell = client.Execute("for (int i = 0; i < 10_000; i++) display(i);");
        Assert.Equal(
            Enumerable.Range(0, 10_000).Select(i => i.ToString()),
            cell.Displays.Select(display => display.Content["data"]!["text/plain"]!.GetValue<string>()));
    }

    [Fact]
    public void A_flood_of_text_arrives_whole_in_few_messages()
    {
        ExecutedCell cell = client.Execute("for (int i = 0; i < 200_000; i++) Console.WriteLine(\"0123456789012345678901234567890123456789012345678\");");
        Assert.Equal(10_000_000, cell.Stdout.Length);
        Assert.InRange(cell.Outputs.Count, 1, 2_000);
    }

    [Fact]
    public void Odd_text_survives_the_way()
    {
        ExecutedCell cell = client.Execute("Console.Write(\"\\u0000\\u202e\\U0001F600\\\"\\\\ \\ud800 end\");");
        Assert.StartsWith("\u0000\u202e\U0001F600\"\\ ", cell.Stdout);
        Assert.EndsWith(" end", cell.Stdout);
    }
}
