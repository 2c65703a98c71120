using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using Cppo.Runtime;
using static TorchSharp.torch;

namespace Cppo.Training.Runs;

/// <summary>What a run was computed with. Equal options with other versions may differ in the last digits.</summary>
public static class RunVersions
{
    /// <summary>The versions of this process by name: library, TorchSharp, libtorch, .NET, system, processor, threads.</summary>
    public static IReadOnlyDictionary<string, string> Here()
    {
        Libtorch.Require(); // whoever asks may be the first to touch it
        return new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["CPPO"] = Of(typeof(RunVersions)),
            ["TorchSharp"] = Of(typeof(TorchSharp.torch)),
            ["libtorch"] = __version__,
            [".NET"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
            ["processor"] = RuntimeInformation.ProcessArchitecture.ToString(),
            ["threads"] = get_num_threads().ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>What differs, in words ("threads 2 there, 4 here"); empty where nothing does.</summary>
    internal static string Differences(IReadOnlyDictionary<string, string> there, IReadOnlyDictionary<string, string> here) =>
        string.Join("; ", here.Keys.Union(there.Keys)
            .Where(key => there.GetValueOrDefault(key) != here.GetValueOrDefault(key))
            .Select(key => $"{key} {there.GetValueOrDefault(key, "unknown")} there, {here.GetValueOrDefault(key, "unknown")} here"));

    // Without the commit that the SDK appends: two builds of one version are one version.
    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version?.ToString() ?? "unknown";
}
