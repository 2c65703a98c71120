using System.Reflection;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive.CSharp;

public sealed class CSharpKernel : Kernel
{
    // Language, imports and references of the engine's C#, and those of the package; not those of Roslyn.
    private static readonly ScriptOptions Options = ScriptOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp12)
        .AddImports("System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq")
        .AddReferences(
            typeof(Enumerable).Assembly, typeof(CSharpKernel).Assembly, typeof(Formatter).Assembly, typeof(Cppo.Runtime.Libtorch).Assembly,
            typeof(Cppo.Interactive.Hosting.INotebookHost).Assembly, typeof(Microsoft.Data.Analysis.DataFrame).Assembly, Assembly.Load("TorchSharp"));

    public CSharpKernel(Kernel root)
        : base("csharp") => RootKernel = root;

    public ScriptState? ScriptState { get; private set; }

    public async Task<object?> RunAsync(string code)
    {
        ScriptState = ScriptState is null ? await CSharpScript.RunAsync(code, Options) : await ScriptState.ContinueWithAsync(code, Options);
        return ScriptState.ReturnValue;
    }

    public bool TryGetValue<T>(string name, out T? value)
    {
        ScriptVariable? variable = ScriptState?.Variables.LastOrDefault(known => known.Name == name);
        value = (T?)variable?.Value;
        return variable is not null;
    }

    public async Task SetValueAsync(string name, object value, Type? declaredType)
    {
        await RunAsync($"{Declaration(declaredType ?? value.GetType())} {name} = default;");
        ScriptState!.GetVariable(name).Value = value;
    }

    private static string Declaration(Type type) => type.IsGenericType
        ? $"{type.Namespace}.{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Declaration))}>"
        : type.FullName!;
}
