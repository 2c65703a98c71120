using System.Text;

namespace Cppo.Kernel.Tests.Protocol;

public sealed class MessageTests
{
    private static readonly MessageCodec Codec = new(new MessageSigner("key"u8.ToArray()));

    [Fact]
    public void The_signature_is_hmac_sha256_in_hexadecimal()
    {
        // RFC 4231, test case 2, its data cut into four parts.
        MessageSigner signer = new("Jefe"u8.ToArray());
        string signature = signer.Sign([.. new[] { "what do ", "ya want ", "for ", "nothing?" }.Select(Encoding.ASCII.GetBytes)]);
        Assert.Equal("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", signature);
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_and_everything_accepted()
    {
        MessageSigner signer = new([]);
        Assert.Equal("", signer.Sign([[1], [2], [3], [4]]));
        Assert.True(signer.Verify([[1], [2], [3], [4]], []));
    }

    [Fact]
    public void A_message_comes_back_as_it_was()
    {
        JupyterMessage message = JupyterMessage.Create("execute_request", "s", null, new() { ["code"] = "é\U0001F600\u0000" }, [[1, 2], [3]]);
        Assert.True(Codec.TryDecode(Codec.Encode(message), out JupyterMessage? read));
        Assert.Equal("execute_request", read.Type);
        Assert.Equal("é\U0001F600\u0000", read.Text("code"));
        Assert.Equal([[1, 2], [3]], read.Identities);
        Assert.Empty(read.Parent);
    }

    [Fact]
    public void Changed_short_and_broken_messages_are_refused()
    {
        byte[][] frames = [.. Codec.Encode(JupyterMessage.Create("x", "s", null, [], []))];
        for (int i = 1; i < frames.Length; i++)
        {
            byte[][] changed = [.. frames.Select(frame => (byte[])frame.Clone())];
            changed[i][^1] ^= 1;
            Assert.False(Codec.TryDecode(changed, out _), $"frame {i}");
        }

        Assert.False(Codec.TryDecode(frames[..^1], out _));
        Assert.False(Codec.TryDecode([], out _));
        MessageCodec open = new(new MessageSigner([]));
        Assert.False(open.TryDecode(["<IDS|MSG>"u8.ToArray(), [], "{"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()], out _));
        Assert.False(open.TryDecode(["<IDS|MSG>"u8.ToArray(), [], "[]"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()], out _));
    }

    [Theory]
    [InlineData("ab", 1, 1)]
    [InlineData("\U0001F600b", 1, 2)]
    [InlineData("\U0001F600b", 9, 3)]
    public void Code_points_become_indexes(string text, int codePoints, int index) =>
        Assert.Equal(index, CursorPositions.ToIndex(text, codePoints));

    [Fact]
    public void Bad_connection_files_are_explained()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("was not found", Assert.Throws<CppoException>(() => ConnectionFile.Read(folder.File("none.json"))).Message);
        foreach (string content in new[] { "", "{}", "[1]", """{"transport":"udp","ip":"x"}""", """{"signature_scheme":"md5"}""", """{"transport":"tcp","ip":"x","shell_port":"a"}""" })
        {
            string path = folder.Write("bad.json", content);
            CppoException error = Assert.Throws<CppoException>(() => ConnectionFile.Read(path));
            Assert.Contains("bad.json", error.Message);
            Assert.NotEmpty(error.Advice);
        }
    }
}
