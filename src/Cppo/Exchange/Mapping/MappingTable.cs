using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange.Mapping;

/// <summary>Our options beside theirs, both ways.</summary>
/// <param name="rules">In the order in which a configuration is read: what decides whether others act comes first.</param>
/// <param name="machine">Keys of theirs that concern machine, files and logging and no result that a method decides.</param>
internal sealed class MappingTable(IReadOnlyList<MappingRule> rules, IReadOnlyList<string> machine)
{
    private IReadOnlyList<Method>? starts;

    /// <summary>What becomes of each option of a method; every option that is not a mere group has its row.</summary>
    public IReadOnlyList<MappedOption> Rows(Method method, ExportOptions run)
    {
        IReadOnlyList<MethodOption> all = MethodOptions.All(method);
        List<MappedOption> rows = [];
        foreach (MethodOption option in all)
        {
            MappingRule? rule = rules.FirstOrDefault(rule => rule.Covers(option.Name) && rule.Acts(method)) ?? rules.FirstOrDefault(rule => rule.Covers(option.Name));
            if (rule is { Scope: RuleScope.Whole } && rule.Option != option.Name) continue;
            if (rule is null)
            {
                bool isGroup = all.Any(other => other.Name.StartsWith(option.Name + ".", StringComparison.Ordinal));
                if (!isGroup) rows.Add(new(option.Name, option.Value, null, null, Fidelity.None, "there is nothing like it"));
                continue;
            }

            Carried carried = rule.Acts(method) ? rule.Write(method, option, run) : new(Fidelity.Inactive, [], "it cannot act under this method");
            bool isSet = carried.Values.Count > 0;
            rows.Add(new(
                option.Name, option.Value, isSet ? string.Join(", ", rule.Keys) : null, isSet ? string.Join(", ", carried.Values) : null, carried.Fidelity, carried.Note));
        }

        return rows;
    }

    /// <summary>What is set there for a method, key by key, in the order of the rules.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings(Method method, ExportOptions run)
    {
        List<KeyValuePair<string, string>> settings = [];
        foreach (MappingRule rule in rules.Where(rule => rule.Keys.Count > 0 && rule.Acts(method)))
        {
            if (MethodOptions.All(method).FirstOrDefault(option => option.Name == rule.Option) is not { } option) continue;
            IReadOnlyList<string> values = rule.Write(method, option, run).Values;
            settings.AddRange(rule.Keys.Zip(values, KeyValuePair.Create).Where(pair => settings.All(known => known.Key != pair.Key)));
        }

        return settings;
    }

    /// <summary>
    /// The method that a configuration describes: the preset that becomes it with the fewest changes, among those that the table carries
    /// over, with these changes.
    /// </summary>
    public ImportedMethod Read(IReadOnlyDictionary<string, string> settings, ExportOptions run)
    {
        starts ??= [.. Methods.All.Select(preset => preset.Method).Where(method => Rows(method, new()).All(row => row.Fidelity != Fidelity.None))];
        ImportedMethod best = starts.Select(start => Read(start, settings, run)).MinBy(read => (read.NotUnderstood.Count, MethodOptions.Changes(read.Method).Count))!;
        IEnumerable<UnreadKey> unknown = settings.Where(setting => !rules.Any(rule => rule.Keys.Contains(setting.Key)) && !IsMachine(setting.Key))
            .Select(setting => new UnreadKey(setting.Key, setting.Value, "this library does not know it"));
        return best with { NotUnderstood = [.. best.NotUnderstood, .. unknown], Left = [.. settings.Keys.Where(IsMachine)] };
    }

    private ImportedMethod Read(Method start, IReadOnlyDictionary<string, string> settings, ExportOptions run)
    {
        Method method = start;
        List<UnreadKey> unread = [];
        foreach (MappingRule rule in rules.Where(rule => rule.Keys.Count > 0))
        {
            if (!rule.Acts(method)) continue;
            string[] values = [.. rule.Keys.Zip(rule.Defaults, (key, usual) => settings.GetValueOrDefault(key, usual))];
            try
            {
                IReadOnlyList<OptionValue>? own = rule.Read(method, values, run);
                if (own is null) unread.Add(new(rule.Keys[0], values[0], $"{rule.Option} has no such value"));
                else method = own.Aggregate(method, (changed, option) => changed.With(option.Name, option.Value!));
            }
            catch (CppoException error)
            {
                unread.Add(new(rule.Keys[0], values[0], error.Message));
            }
        }

        return new(method, unread, []);
    }

    private bool IsMachine(string key) => machine.Any(known => key == known || (known.EndsWith('.') && key.StartsWith(known, StringComparison.Ordinal)));
}
