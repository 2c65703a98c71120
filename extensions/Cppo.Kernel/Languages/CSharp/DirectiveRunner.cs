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
        foreach (ScriptDirective directive in ScriptDirectives.Find(code))
        {
            await RunAsync(directive, context).ConfigureAwait(false);
        }

        return ScriptDirectives.Blank(code);
    }

    private static async Task RunAsync(ScriptDirective directive, CellContext context)
    {
        switch (directive.Kind)
        {
            case "load":
                string file = Path.GetFullPath(directive.Value);
                if (File.Exists(file)) await RunAsync(await File.ReadAllTextAsync(file).ConfigureAwait(false), context).ConfigureAwait(false);
                break;
            case "r" when !directive.Value.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase):
                Reference(directive.Value, context.CSharp);
                break;
        }
    }

    private static void Reference(string value, CSharpSession csharp)
    {
        if (csharp.References.Contains(value)) return;
        string path = Path.GetFullPath(value);
        if (!File.Exists(path))
        {
            throw new CppoException($"The assembly {value} was not found.", $"Name an existing file; relative paths start at {Environment.CurrentDirectory}.");
        }

        if (csharp.References.Add(path)) csharp.Loader.AddFile(path);
    }
}
