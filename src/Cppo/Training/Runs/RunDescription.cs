using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Cppo.Models;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Training.Runs;

/// <summary>What a run is, as plain names and values: every option of the method and of the run, and the start's weights by hash.</summary>
public static class RunDescription
{
    /// <summary>Describes a run. Two runs with equal descriptions and prompts give equal results.</summary>
    /// <param name="policy">The start.</param>
    /// <param name="method">What a step does.</param>
    /// <param name="options">Length and seed; the folder and the evaluation rhythm change no result and are left out.</param>
    public static IReadOnlyDictionary<string, string> Of(Policy policy, Method method, TrainerOptions options) =>
        Of(policy, "method", method, options.Seed, options.Steps);

    /// <summary>Describes a run of any kind.</summary>
    /// <param name="policy">The start.</param>
    /// <param name="name">What the recipe's options are called.</param>
    /// <param name="recipe">What a step does: a record of options.</param>
    /// <param name="seed">Root of all random numbers.</param>
    /// <param name="steps">Steps of the whole run.</param>
    internal static SortedDictionary<string, string> Of(Policy policy, string name, object recipe, ulong seed, int steps)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal)
        {
            ["start"] = Hash(policy),
            ["run.Seed"] = seed.ToString(CultureInfo.InvariantCulture),
            ["run.Steps"] = steps.ToString(CultureInfo.InvariantCulture),
        };
        Describe(name, recipe, all);
        if (policy.Model.Adapter is { } adapter) Describe("adapter", adapter.Options, all);
        string[] frozen = [.. policy.Parameters.Where(entry => !entry.Value.requires_grad).Select(entry => entry.Key)];
        if (frozen.Length > 0) all["frozen"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', frozen))));
        return all;
    }

    /// <summary>The options of a method alone, as they are among a run's.</summary>
    internal static IReadOnlyDictionary<string, string> OfMethod(Method method)
    {
        SortedDictionary<string, string> all = new(StringComparer.Ordinal);
        Describe("method", method, all);
        return all;
    }

    /// <summary>Refuses a run that was made with other options.</summary>
    /// <param name="folder">The run directory, for the message.</param>
    /// <param name="stored">The options there, or some of them.</param>
    /// <param name="now">What they must equal.</param>
    /// <exception cref="CppoException">With every option that differs.</exception>
    internal static void RequireEqual(string folder, IReadOnlyDictionary<string, string> stored, IReadOnlyDictionary<string, string> now)
    {
        string[] changed = [.. now.Keys.Union(stored.Keys)
            .Where(key => now.GetValueOrDefault(key) != stored.GetValueOrDefault(key))
            .Select(key => $"{key} ({stored.GetValueOrDefault(key, "absent")} there, {now.GetValueOrDefault(key, "absent")} now)")];
        if (changed.Length == 0) return;
        throw new CppoException(
            $"The run in {folder} was made with other options: {string.Join("; ", changed)}.", "Resume with the same options, or start a new run in another folder.");
    }

    private static void Describe(string name, object? value, IDictionary<string, string> into)
    {
        switch (value)
        {
            case null:
                into[name] = "none";
                break;
            case string or Enum or IFormattable:
                into[name] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
                break;
            case bool flag:
                into[name] = flag ? "true" : "false";
                break;
            case Delegate code:
                into[name] = $"code {code.Method.DeclaringType?.Name}.{code.Method.Name}";
                break;
            case IEnumerable items:
                int index = 0;
                foreach (object? item in items) Describe($"{name}[{index++}]", item, into);
                break;
            default:
                into[name] = value.GetType().Name;
                foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    if (property.GetIndexParameters().Length == 0 && property.CanWrite)
                        Describe($"{name}.{property.Name}", property.GetValue(value), into);
                }

                break;
        }
    }

    private static string Hash(Policy policy)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, parameter) in policy.Model.AllParameters.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            using Tensor host = parameter.detach().cpu().contiguous();
            hash.AppendData(host.bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
