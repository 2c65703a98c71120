using System.Globalization;
using System.Text.Json.Nodes;

namespace Cppo.Kernel.Protocol;

/// <summary>A message of Jupyter's protocol.</summary>
/// <param name="Identities">Where it came from or goes to; the topic for outputs.</param>
/// <param name="Header">Its header.</param>
/// <param name="Parent">The header of the message that caused it; empty where none did.</param>
/// <param name="Content">What it says.</param>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Content)
{
    /// <summary>The version of the protocol that this kernel speaks.</summary>
    public const string ProtocolVersion = "5.3";

    /// <summary>The metadata; empty in all that this kernel sends.</summary>
    public JsonObject Metadata { get; init; } = [];

    /// <summary>What kind of message it is.</summary>
    public string Type => Header["msg_type"] is JsonValue value && value.TryGetValue(out string? type) ? type : "";

    /// <summary>Whether a text field is there, and what it holds otherwise.</summary>
    public string Text(string name, string otherwise = "") =>
        Content[name] is JsonValue value && value.TryGetValue(out string? text) ? text : otherwise;

    /// <summary>A field of true or false.</summary>
    public bool Flag(string name, bool otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : otherwise;

    /// <summary>A field with a whole number.</summary>
    public int Number(string name, int otherwise) =>
        Content[name] is JsonValue value && value.TryGetValue(out int number) ? number : otherwise;

    /// <summary>A message that this kernel sends because of another.</summary>
    /// <param name="type">What kind of message it is.</param>
    /// <param name="session">The kernel's session.</param>
    /// <param name="parent">The message that caused it; null where none did.</param>
    /// <param name="content">What it says.</param>
    /// <param name="identities">Where it goes.</param>
    public static JupyterMessage Create(
        string type, string session, JupyterMessage? parent, JsonObject content, IReadOnlyList<byte[]> identities)
    {
        JsonObject header = new()
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        return new(identities, header, parent is null ? [] : parent.Header.DeepClone().AsObject(), content);
    }
}
