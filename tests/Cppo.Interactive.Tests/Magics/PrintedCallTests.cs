using System.Reflection;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace Cppo.Interactive.Tests.Magics;

public sealed class PrintedCallTests
{
    internal static readonly ScriptOptions Options = ScriptOptions.Default
        .AddReferences(typeof(Policy).Assembly, typeof(IMagic).Assembly, Assembly.Load("TorchSharp"))
        .AddImports(
            ["System.Collections.Generic", "System.Linq", .. typeof(Policy).Assembly.GetExportedTypes().Concat(typeof(IMagic).Assembly.GetExportedTypes())
                .Select(type => type.Namespace!).Distinct()]);

    [Theory]
    [InlineData("#!cppo-doctor")]
    [InlineData("#!cppo-doctor --model \"a \\ folder\"")]
    [InlineData("#!cppo-model starter --as other")]
    [InlineData("#!cppo-perturb 1 --set mild")]
    [InlineData("#!cppo-rollout --prompts 2 --row 1 --group 2 --temperature 0.9 --tokens 8")]
    [InlineData("#!cppo-entropy --row 0 --group 2 --tokens 8 --set mild")]
    [InlineData("#!cppo-step --prompts 2 --group 2 --tokens 4 --set mild --lr 1e-5 --lambda 0.02 --keep")]
    [InlineData("#!cppo-step --prompts 2 --group 2 --tokens 4 --method grpo --keep")]
    [InlineData("#!cppo-step --prompts 2 --group 2 --tokens 4 --method dapo --keep")]
    [InlineData("#!cppo-step --prompts 2 --group 2 --tokens 4 --method cppo-only-rotation --set Perception.TopShare=0.3 --set Perturbations=mild*0.5 --keep")]
    [InlineData("#!cppo-train --steps 1 --prompts 1 --group 2 --tokens 2 --eval 2")]
    [InlineData("#!cppo-train --steps 1 --prompts 1 --group 2 --tokens 2 --samples samples --held-out samples --eval 2")]
    [InlineData("#!cppo-perturb 1 --set mild:rotation,grey*0.5")]
    [InlineData("#!cppo-eval --count 3 --tokens 8")]
    [InlineData("#!cppo-eval --samples samples --count 3 --n 2 --tokens 8 --perturb noise --seed 2")]
    [InlineData("#!cppo-entropy --detectors 4 --set mild --strengths 0.5,1")]
    public async Task What_a_magic_prints_compiles_in_a_cell_and_makes_its_variable(string line)
    {
        FakeHost host = MagicTests.Host();
        await MagicRegistry.RunAsync(line, host);
        string call = host.Visible[0].PlainText;
        string code = call["C#: ".Length..];
        int note = code.IndexOf("\nThere was", StringComparison.Ordinal) is >= 0 and var first ? first : code.IndexOf("\npolicy is trained", StringComparison.Ordinal);
        if (note >= 0) code = code[..note];

        AssertCompiles(code);
        (host.Variables.GetValueOrDefault("trainer") as IDisposable)?.Dispose();
        (host.Variables.GetValueOrDefault("other") as IDisposable)?.Dispose();
    }

    /// <summary>What a magic printed is C# for a cell.</summary>
    internal static void AssertCompiles(string code)
    {
        Script<object> cell = CSharpScript.Create(
            "Policy policy = null; IReadOnlyList<Sample> samples = null; IReadOnlyList<GroupRecord> rollouts = null;", Options).ContinueWith(code);
        IEnumerable<Diagnostic> errors = cell.Compile().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.True(!errors.Any(), $"{code}\n{string.Join('\n', errors)}");
    }
}
