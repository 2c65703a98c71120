using Cppo.Kernel.Languages.Packages;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Carries out <c>#r</c> and <c>#i</c> before the code that needs them is compiled.</summary>
internal static class DirectiveRunner
{
    /// <summary>Carries out the directives of a cell and of the files that it loads.</summary>
    /// <returns>The code without them, every position kept.</returns>
    public static async Task<string> RunAsync(string code, CellContext context)
    {
        List<PackageRequest> packages = [];
        Collect(code, Environment.CurrentDirectory, [], packages, context);
        if (packages.Count > 0) await PackageLoader.LoadAsync(packages, context.CSharp.Packages, context).ConfigureAwait(false);
        return ScriptDirectives.Blank(code);
    }

    private static void Collect(string code, string folder, HashSet<string> loaded, List<PackageRequest> packages, CellContext context)
    {
        foreach (ScriptDirective directive in ScriptDirectives.Find(code))
        {
            bool package = PackageRequest.Matches(directive.Value);
            switch (directive.Kind)
            {
                case "r" when package:
                    packages.Add(PackageRequest.Parse(directive.Value));
                    break;
                case "r":
                    Reference(directive.Value, folder, context.CSharp);
                    break;
                case "i" when package:
                    context.CSharp.Packages.AddSource(PackageRequest.Source(directive.Value));
                    break;
                case "load":
                    string file = Path.GetFullPath(directive.Value, folder);
                    if (!File.Exists(file)) throw NotFound("file", directive.Value, folder);
                    if (loaded.Add(file)) Collect(File.ReadAllText(file), Path.GetDirectoryName(file)!, loaded, packages, context);
                    break;
            }
        }
    }

    private static void Reference(string value, string folder, CSharpSession csharp)
    {
        if (csharp.References.Contains(value)) return;
        string path = Path.GetFullPath(value, folder);
        if (!File.Exists(path)) throw NotFound("assembly", value, folder);
        if (csharp.References.Add(path)) csharp.Loader.AddFile(path);
    }

    private static CppoException NotFound(string kind, string value, string folder) =>
        new($"The {kind} {value} was not found.", $"Name an existing file; relative paths start at {folder}.");
}
