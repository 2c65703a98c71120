using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Cppo.Images;
using Cppo.Runtime;
using Cppo.Text;

namespace Cppo.Kernel.Serving;

/// <summary>The <c>messages</c> of a request as turns and pictures. Pictures come as data URLs; the server fetches nothing.</summary>
internal static class MessageReader
{
    /// <summary>Reads a conversation.</summary>
    /// <exception cref="RequestException">It is not one, or a picture is damaged.</exception>
    public static (IReadOnlyList<ChatTurn> Turns, IReadOnlyList<Picture> Pictures) Read(JsonElement? messages)
    {
        if (messages is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
            throw RequestException.Field("messages", "a list of at least one message");
        List<Picture> pictures = [];
        List<ChatTurn> turns = [];
        foreach (JsonElement message in list.EnumerateArray())
        {
            string name = $"messages[{turns.Count}]";
            if (message.ValueKind != JsonValueKind.Object) throw RequestException.Field(name, "an object");
            string role = new RequestFields(message).Text("role") switch
            {
                "system" or "developer" => "system",
                "user" => "user",
                "assistant" => "assistant",
                _ => throw RequestException.Field($"{name}.role", "system, developer, user or assistant"),
            };
            turns.Add(new(role, Parts(new RequestFields(message).Find("content"), $"{name}.content", pictures)));
        }

        return (turns, pictures);
    }

    private static IReadOnlyList<ChatPart> Parts(JsonElement? content, string name, List<Picture> pictures)
    {
        if (content is { ValueKind: JsonValueKind.String } text) return [ChatPart.Of(RequestFields.TextOf(text, name))];
        if (content is not { ValueKind: JsonValueKind.Array } list) throw RequestException.Field(name, "a string or a list of parts");
        return [.. list.EnumerateArray().Select((part, index) => Part(part, $"{name}[{index}]", pictures))];
    }

    private static ChatPart Part(JsonElement part, string name, List<Picture> pictures)
    {
        if (part.ValueKind != JsonValueKind.Object) throw RequestException.Field(name, "an object with a type");
        RequestFields fields = new(part);
        switch (fields.Text("type"))
        {
            case "text":
                return ChatPart.Of(fields.Text("text") ?? throw RequestException.Field($"{name}.text", "a string"));
            case "image_url":
                string? url = fields.Find("image_url") switch
                {
                    { ValueKind: JsonValueKind.Object } inner => new RequestFields(inner).Text("url"),
                    { ValueKind: JsonValueKind.String } inner => RequestFields.TextOf(inner, $"{name}.image_url"),
                    _ => null,
                };
                pictures.Add(Decode(url ?? throw RequestException.Field($"{name}.image_url.url", "a data URL"), $"{name}.image_url"));
                return ChatPart.Picture;
            default:
                throw RequestException.Field($"{name}.type", "text or image_url; this server takes nothing else");
        }
    }

    // data:image/png;base64,AAAA
    private static Picture Decode(string url, string name)
    {
        const string Marker = ";base64,";
        int start = url.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase) || start < 0)
            throw RequestException.Field(name, "a data URL (data:image/png;base64,...): this server fetches no pictures");
        byte[] bytes = Encoding.ASCII.GetBytes(url, start + Marker.Length, url.Length - start - Marker.Length);
        if (!Base64.IsValid(bytes, out int length)) throw RequestException.Field(name, "valid base64");
        byte[] decoded = new byte[length];
        Base64.DecodeFromUtf8(bytes, decoded, out _, out _);
        try
        {
            return Picture.Decode(decoded, name);
        }
        catch (CppoException error)
        {
            throw new RequestException(400, $"{error.Message} {error.Advice}", name);
        }
    }
}
