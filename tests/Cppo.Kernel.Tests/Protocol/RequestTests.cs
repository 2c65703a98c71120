using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Protocol;

/// <summary>What an execute request can ask for beside running code.</summary>
[Collection(KernelCollection.Name)]
public sealed class RequestTests(KernelClient client) : IClassFixture<KernelClient>
{
    [Fact]
    public void A_cell_without_history_runs_shows_and_does_not_count()
    {
        int before = client.Execute("\"counted\"").Reply["execution_count"]!.GetValue<int>();
        ExecutedCell cell = client.Execute("\"not remembered\"", content => content["store_history"] = false);
        Assert.Equal("not remembered", cell.Result);
        Assert.Equal(before, cell.Reply["execution_count"]!.GetValue<int>());
        JsonArray tail = client.Ask("history_request", new() { ["hist_access_type"] = "tail", ["n"] = 1 }).Content["history"]!.AsArray();
        Assert.Equal("\"counted\"", tail.Single()![2]!.GetValue<string>());
    }

    [Fact]
    public void A_failed_cell_that_does_not_stop_the_others_lets_them_run()
    {
        JsonObject failing = KernelClient.Code("Thread.Sleep(300); throw new Exception(\"x\");");
        failing["stop_on_error"] = false;
        client.Send("execute_request", failing);
        string last = client.Send("execute_request", KernelClient.Code("var afterwards = 1;"));
        JupyterMessage[] replies = [client.Reply(), client.Reply()];
        client.OutputsOf(last);
        Assert.Equal(["error", "ok"], replies.Select(reply => reply.Text("status")));
    }

    [Fact]
    public void A_silent_cell_changes_state_answers_expressions_and_cannot_ask()
    {
        ExecutedCell cell = client.Execute("var quiet = 20;", content =>
        {
            content["silent"] = true;
            content["user_expressions"] = new JsonObject { ["twice"] = "quiet * 2" };
        });
        Assert.Equal("40", cell.Reply["user_expressions"]!["twice"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal("20", client.Execute("quiet").Result);
        Assert.Equal("error", client.Execute("input()", content => content["silent"] = true).Status);
    }

    [Theory]
    [InlineData("Console.WriteLine?", "void Console.WriteLine")]
    [InlineData("?asked", "asked")]
    [InlineData("#!cppo-train?", "--steps")]
    [InlineData("#!sql?", "#!sql")]
    public void A_name_with_a_question_mark_opens_the_pager(string code, string text)
    {
        client.Execute("var asked = 3;");
        ExecutedCell cell = client.Execute(code);
        Assert.Equal("ok", cell.Status);
        JsonNode page = Assert.Single(cell.Reply["payload"]!.AsArray())!;
        Assert.Equal("page", page["source"]!.GetValue<string>());
        Assert.Contains(text, page["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal("complete", client.Ask("is_complete_request", new() { ["code"] = code }).Text("status"));
    }

    [Fact]
    public void Asking_about_what_is_not_there_says_so()
    {
        ExecutedCell cell = client.Execute("nobody.knows?");
        Assert.Equal("Nothing is known about nobody.knows.", cell.Reply["evalue"]!.GetValue<string>());
        Assert.Equal("4", client.Execute("int? maybe = 4; maybe ?? 5").Result);
    }

    [Fact]
    public void History_with_outputs_of_other_sessions_and_by_range_has_the_protocols_form()
    {
        client.Execute("10 + 1");
        client.Execute("10 + 2");
        JsonArray tail = History(new() { ["hist_access_type"] = "tail", ["n"] = 1, ["output"] = true });
        Assert.Equal("10 + 2", tail.Single()![2]![0]!.GetValue<string>());
        Assert.Null(tail.Single()![2]![1]);
        Assert.Empty(History(new() { ["hist_access_type"] = "range", ["session"] = 7, ["start"] = 0, ["stop"] = 100 }));
        Assert.Equal(2, History(new() { ["hist_access_type"] = "search", ["pattern"] = "10 + ?" }).Count);
        Assert.Equal("10 + 2", History(new() { ["hist_access_type"] = "search", ["pattern"] = "10 + ?", ["n"] = 1 }).Single()![2]!.GetValue<string>());
        Assert.Empty(History(new() { ["hist_access_type"] = "nothing of the kind" }));
    }

    [Fact]
    public void A_value_stored_again_under_its_name_takes_the_place_of_the_old_one()
    {
        client.Execute("#!cppo-model guesser --as first");
        client.Execute("var seen = first; int Count() => first.Parameters.Count;");
        client.Execute("#!cppo-model guesser --as first");
        Assert.Equal("False", client.Execute("object.ReferenceEquals(seen, first)").Result);
        Assert.Equal("True", client.Execute("Count() == first.Parameters.Count").Result);
        client.Execute("var first = 3;");
        client.Execute("#!cppo-model guesser --as first");
        Assert.Equal("Policy", client.Execute("first.GetType().Name").Result);
    }

    private JsonArray History(JsonObject request) => client.Ask("history_request", request).Content["history"]!.AsArray();
}
