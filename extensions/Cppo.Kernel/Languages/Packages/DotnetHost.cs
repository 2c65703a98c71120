using System.Runtime.InteropServices;

namespace Cppo.Kernel.Languages.Packages;

/// <summary>The program that runs this process, and what its folders hold.</summary>
internal static class DotnetHost
{
    /// <summary>The full path of <c>dotnet</c>; its bare name where the path is not known.</summary>
    public static string Path { get; } = Find();

    /// <summary>The name of this system in packages ("linux-x64").</summary>
    public static string RuntimeIdentifier { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")
        + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private static string Find()
    {
        string program = Environment.ProcessPath ?? "";
        if (System.IO.Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase)) return program;
        // .../shared/Microsoft.NETCore.App/10.0.1/ -> .../dotnet
        string file = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        string host = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", file));
        return File.Exists(host) ? host : "dotnet";
    }
}
