using System.Diagnostics;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.Packages;

/// <summary>Fetches packages with the SDK: a small project that names them is restored, and NuGet's answer is read.</summary>
internal sealed partial class PackageRestorer : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"cppo-packages-{Environment.ProcessId}-{Guid.NewGuid():N}");
    private readonly Dictionary<string, PackageRequest> requests = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> sources = [];

    /// <summary>Adds a place where packages are: an address or a folder.</summary>
    public void AddSource(string source)
    {
        if (!sources.Contains(source)) sources.Add(source);
    }

    /// <summary>Restores packages together with all that were asked for before, so that their versions fit.</summary>
    /// <exception cref="CppoException">A package does not exist or does not fit, or there is no SDK.</exception>
    public async Task<RestoredPackages> RestoreAsync(IReadOnlyList<PackageRequest> wanted, CancellationToken cancellation)
    {
        Dictionary<string, PackageRequest> all = new(requests, StringComparer.OrdinalIgnoreCase);
        foreach (PackageRequest request in wanted) all[request.Id] = request;
        Directory.CreateDirectory(folder);
        string project = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(project, Project(all.Values), cancellation).ConfigureAwait(false);
        // A project found in a parent folder must not have a say.
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "<Project />", cancellation).ConfigureAwait(false);
        }

        (int code, string text) = await RunAsync(["restore", project, "--nologo", "-v", "quiet", "-tl:off"], cancellation).ConfigureAwait(false);
        if (code != 0) throw Failure(wanted, text);
        foreach (PackageRequest request in wanted) requests[request.Id] = request;
        return RestoredPackages.Read(Path.Combine(folder, "obj", "project.assets.json"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static CppoException Failure(IReadOnlyList<PackageRequest> wanted, string text)
    {
        string labels = string.Join(", ", wanted.Select(request => request.Label));
        Match match = NugetError().Match(text);
        string reason = match.Success ? match.Groups[2].Value.Trim() : text.Trim().Split('\n')[^1];
        string advice = match.Groups[1].Value switch
        {
            "NU1101" => "Check the spelling; add the package's source with #i \"nuget: ADDRESS\" if it is not on the sources configured here.",
            "NU1102" or "NU1103" => "Ask for a version that exists, or leave the version out for the latest.",
            "NU1202" => "Ask for a version of the package that supports .NET 10.",
            "NU1301" => "Check the connection to the package source, and try again.",
            _ => "Run 'dotnet restore' on a project with this package for the whole message.",
        };
        return new($"{labels} could not be restored: {reason}", advice);
    }

    private string Project(IEnumerable<PackageRequest> packages)
    {
        StringBuilder items = new();
        foreach (PackageRequest package in packages)
        {
            string version = package.Version.Length == 0 ? "*" : package.Version;
            items.Append($"    <PackageReference Include=\"{SecurityElement.Escape(package.Id)}\" Version=\"{SecurityElement.Escape(version)}\" />\n");
        }

        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{DotnetHost.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <NoWarn>NU1603;NU1701;NU1901;NU1902;NU1903;NU1904</NoWarn>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {items}  </ItemGroup>
            </Project>
            """;
    }

    private static async Task<(int Code, string Text)> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(DotnetHost.Path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new CppoException("Packages are restored by the .NET SDK, which was not found.", "Install the .NET SDK and put dotnet on the PATH.", error);
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            return (process.ExitCode, await output.ConfigureAwait(false) + await error.ConfigureAwait(false));
        }
    }

    [GeneratedRegex(@"error (NU\d+): ([^\[\r\n]*)")]
    private static partial Regex NugetError();
}
