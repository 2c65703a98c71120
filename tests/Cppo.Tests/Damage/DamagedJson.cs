using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Cppo.Tests.Damage;

/// <summary>One edit of a JSON document: a value that is removed, or replaced by something absurd.</summary>
/// <param name="Place">Which of the document's values, in 0..9999 of all of them.</param>
/// <param name="Value">What takes its place; nothing: it is removed.</param>
public sealed record JsonEdit(int Place, string? Value)
{
    /// <summary>Absurd values; the string is half a surrogate pair, which no decoder accepts.</summary>
    public static IReadOnlyList<string?> Values { get; } =
    [
        null, null, "null", "true", "false", "0", "-1", "1", "3", "0.5", "-0.0", "1e400", "1e30", "2147483647", "2147483648", "-2147483649",
        "9223372036854775807", "9223372036854775808", "\"\"", "\"a\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]", "[-1]", "[[[[[1]]]]]",
        "{\"a\":1}", "{\"\\udc00\":1}", "[1,1,1,1,1,1,1,1,1]", "[9223372036854775808,2]",
    ];
}

/// <summary>A few edits of a JSON document, one after the other; the text need not be JSON that a strict writer would write.</summary>
public sealed record DamagedJson(IReadOnlyList<JsonEdit> Edits)
{
    public string Of(string whole)
    {
        JsonNode root = JsonNode.Parse(whole)!;
        Dictionary<string, string> absurd = [];
        foreach (JsonEdit edit in Edits)
        {
            JsonNode?[] places = [.. Descendants(root)];
            if (places.Length == 0) break;
            JsonNode place = places[edit.Place * places.Length / 10_000]!;
            string mark = $"@{absurd.Count}@";
            if (edit.Value is not null)
            {
                absurd[$"\"{mark}\""] = edit.Value;
                place.ReplaceWith(mark);
            }
            else if (place.Parent is JsonObject owner)
            {
                owner.Remove(place.GetPropertyName());
            }
            else
            {
                place.Parent!.AsArray().RemoveAt(place.GetElementIndex());
            }
        }

        return absurd.Aggregate(root.ToJsonString(), (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
    }

    public override string ToString() => string.Join(", ", Edits);

    /// <summary>For <c>[Property(Arbitrary = ...)]</c>: one to four edits; a failing case shrinks to fewer.</summary>
    public static Arbitrary<DamagedJson> Arbitrary()
    {
        Gen<JsonEdit> edit =
            from place in Gen.Choose(0, 9_999)
            from value in Gen.Choose(0, JsonEdit.Values.Count - 1)
            select new JsonEdit(place, JsonEdit.Values[value]);
        Gen<DamagedJson> damage = from count in Gen.Choose(1, 4) from edits in edit.ListOf(count) select new DamagedJson([.. edits]);
        return Arb.From(damage, given => given.Edits.Count < 2
            ? []
            : given.Edits.Select((_, left) => new DamagedJson([.. given.Edits.Where((_, index) => index != left)])));
    }

    // Not null: a null has no place of its own in this object model.
    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject owner => owner.Select(entry => entry.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (JsonNode child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (JsonNode deeper in Descendants(child)) yield return deeper;
        }
    }
}
