namespace Cppo.Kernel.Languages.Packages;

/// <summary>A package that a cell asks for by <c>#r "nuget: ..."</c>.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Version">The version as typed; empty for the latest.</param>
internal sealed record PackageRequest(string Id, string Version)
{
    private const string Prefix = "nuget:";

    // What the kernel was built with. Their packages' own dependencies would bring a second copy of types, or a gigabyte of libtorch.
    private static readonly string[] Ours = ["Cppo", "Cppo.Interactive", "Cppo.Kernel", "TorchSharp", "TorchSharp-cpu"];

    /// <summary>Whether a directive's value names a package or a package source.</summary>
    public static bool Matches(string value) => value.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads what follows <c>nuget:</c>.</summary>
    public static PackageRequest Parse(string value)
    {
        string[] parts = Source(value).Split(',', 2, StringSplitOptions.TrimEntries);
        return new(parts[0], parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>What follows <c>nuget:</c>, which for <c>#i</c> is a place where packages are.</summary>
    public static string Source(string value) => value[Prefix.Length..].Trim();

    /// <summary>Whether the kernel has it already.</summary>
    public bool IsBuiltIn => Ours.Contains(Id, StringComparer.OrdinalIgnoreCase) || Id.StartsWith("libtorch-", StringComparison.OrdinalIgnoreCase);

    /// <summary>The request for people.</summary>
    public string Label => Version.Length == 0 ? Id : $"{Id} {Version}";
}
