using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Protocol;

[Collection(KernelCollection.Name)]
public sealed class QuestionTests(KernelClient client) : IClassFixture<KernelClient>
{
    [Fact]
    public void The_kernel_says_who_it_is()
    {
        JupyterMessage reply = client.Ask("kernel_info_request", []);
        Assert.Equal("kernel_info_reply", reply.Type);
        Assert.Equal("5.3", reply.Text("protocol_version"));
        Assert.Equal("C#", reply.Content["language_info"]!["name"]!.GetValue<string>());
        Assert.Equal(".cs", reply.Content["language_info"]!["file_extension"]!.GetValue<string>());
    }

    [Fact]
    public void The_heart_beats() => Assert.Equal("ping", client.Beat("ping"));

    [Fact]
    public void Completion_knows_the_framework_the_cells_and_the_magics()
    {
        client.Execute("var measured = new List<int>();");
        Assert.Equal(["WriteLine"], Complete("Console.WriteLi"));
        Assert.Equal(["measured"], Complete("meas"));
        Assert.Contains("AddRange", Complete("measured.Add"));
        Assert.Contains("#!whos", Complete("var x = 1;\n#!wh"));
        Assert.Empty(Complete("#!html\n<b>Console.Wri"));
    }

    [Fact]
    public void Completion_counts_code_points()
    {
        JupyterMessage reply = client.Ask("complete_request", new() { ["code"] = "var s = \"\U0001F600\"; Console.Wri", ["cursor_pos"] = 24 });
        Assert.Equal(21, reply.Number("cursor_start", 0));
        Assert.Equal(24, reply.Number("cursor_end", 0));
        Assert.Contains("WriteLine", reply.Content["matches"]!.AsArray().Select(match => match!.GetValue<string>()));
    }

    [Fact]
    public void Inspection_shows_signature_and_documentation()
    {
        client.Execute("/// <summary>Doubles.</summary>\nint Twice(int number) => 2 * number;");
        JupyterMessage reply = client.Ask("inspect_request", new() { ["code"] = "Twice(3)", ["cursor_pos"] = 3, ["detail_level"] = 0 });
        Assert.True(reply.Flag("found", false));
        Assert.Contains("int Twice(int number)", reply.Content["data"]!["text/plain"]!.GetValue<string>());
        Assert.False(client.Ask("inspect_request", new() { ["code"] = "nothing", ["cursor_pos"] = 3 }).Flag("found", true));
    }

    [Theory]
    [InlineData("1 + 2", "complete")]
    [InlineData("foreach (var i in new[] { 1 })\n{", "incomplete")]
    [InlineData("var text = \"\"\"\n  abc", "incomplete")]
    [InlineData("var x = );", "invalid")]
    [InlineData("#!time", "complete")]
    [InlineData("#!html\n<b>", "complete")]
    public void Whether_a_cell_is_whole_is_known(string code, string status) =>
        Assert.Equal(status, client.Ask("is_complete_request", new() { ["code"] = code }).Text("status"));

    [Fact]
    public void History_has_tail_range_and_search()
    {
        client.Execute("1 + 111");
        client.Execute("2 + 222");
        JsonArray tail = History(new() { ["hist_access_type"] = "tail", ["n"] = 2 });
        Assert.Equal(["1 + 111", "2 + 222"], tail.Select(entry => entry![2]!.GetValue<string>()));
        int line = tail[0]![1]!.GetValue<int>();
        Assert.Single(History(new() { ["hist_access_type"] = "range", ["session"] = 0, ["start"] = line, ["stop"] = line + 1 }));
        Assert.Single(History(new() { ["hist_access_type"] = "search", ["pattern"] = "2*222", ["unique"] = true }));
    }

    [Fact]
    public void A_cell_asks_and_is_answered()
    {
        string id = client.Send("execute_request", KernelClient.Code("var name = input(\"Name? \"); var line = Console.ReadLine(); name + line"));
        JupyterMessage question = client.Answer("Ada");
        Assert.Equal("Name? ", question.Text("prompt"));
        client.Answer("!");
        Assert.Equal("Ada!", client.OutputsOf(id).Single(output => output.Type == "execute_result").Content["data"]!["text/plain"]!.GetValue<string>());
        client.Reply();
    }

    [Fact]
    public void A_question_can_be_interrupted_and_is_refused_where_nobody_can_answer()
    {
        client.Send("execute_request", KernelClient.Code("password(\"Secret\")"));
        Assert.True(client.Question().Flag("password", false));
        client.Ask("interrupt_request", [], overtaking: true);
        Assert.Equal("Interrupted", client.Reply().Text("ename"));
        ExecutedCell refused = client.Execute("input()", content => content["allow_stdin"] = false);
        Assert.Equal("CppoException", refused.Reply["ename"]!.GetValue<string>());
    }

    [Fact]
    public void Comms_are_not_there_and_it_says_so()
    {
        Assert.Empty(client.Ask("comm_info_request", []).Content["comms"]!.AsObject());
        string id = client.Send("comm_open", new() { ["comm_id"] = "c1", ["target_name"] = "widget", ["data"] = new JsonObject() });
        Assert.Contains(client.OutputsOf(id), output => output.Type == "comm_close" && output.Text("comm_id") == "c1");
    }

    [Fact]
    public void A_message_signed_by_someone_else_is_not_answered()
    {
        MessageCodec forger = new(new MessageSigner("another key"u8.ToArray()));
        client.SendRaw([.. forger.Encode(JupyterMessage.Create("execute_request", "x", null, KernelClient.Code("var forged = 1;"), []))]);
        client.SendRaw("rubbish"u8.ToArray());
        Assert.Equal("error", client.Execute("forged").Status);
    }

    private string[] Complete(string code)
    {
        JupyterMessage reply = client.Ask("complete_request", new() { ["code"] = code, ["cursor_pos"] = code.Length });
        return [.. reply.Content["matches"]!.AsArray().Select(match => match!.GetValue<string>())];
    }

    private JsonArray History(JsonObject request) => client.Ask("history_request", request).Content["history"]!.AsArray();
}
