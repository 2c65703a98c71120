using Cppo.Interactive.Hosting;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Views;
using Cppo.Perturbations;
using Cppo.Runtime;
using Cppo.Training;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;
using Found = Cppo.Interactive.Rendering.Views;

namespace Cppo.Interactive.Tests.Packaging;

/// <summary>
/// Runs extension.dib as .NET Interactive would. The engine itself is not on the registry: its formatting library is the real one,
/// the rest are stand-ins (folder Engine).
/// </summary>
[Collection(nameof(FormatterCollection))]
public sealed class ExtensionScriptTests : IDisposable
{
    private readonly CompositeKernel root = new();

    public void Dispose()
    {
        Formatter.ResetToDefault();
        Notebook.Current = null;
        KernelInvocationContext.Current = null;
    }

    [Fact]
    public void The_script_is_one_block_of_csharp_that_an_older_compiler_parses_too()
    {
        string[] lines = File.ReadAllLines(ExtensionScript.Path);
        Assert.Equal("#!csharp", lines[0]);
        Assert.DoesNotContain(lines[1..], line => line.StartsWith('#') || line.TrimStart().StartsWith("using ", StringComparison.Ordinal));
        SyntaxTree tree = CSharpSyntaxTree.ParseText(ExtensionScript.Code, new(LanguageVersion.CSharp10, kind: SourceCodeKind.Script));
        Assert.Empty(tree.GetDiagnostics());
    }

    [Fact]
    public async Task Against_stand_ins_of_the_engine_every_magic_becomes_a_directive_with_options_and_completions()
    {
        await Load();
        Assert.Equal(MagicRegistry.All.Select(magic => magic.Name).Order(), root.Added.Keys.Order());
        await root.CSharp.RunAsync("var mine = 1;");
        foreach (IMagic magic in MagicRegistry.All)
        {
            KernelActionDirective directive = root.Added[magic.Name].Directive;
            Assert.Equal(magic.Summary, directive.Description);
            Assert.Equal(magic.Options.Select(option => option.Name), directive.Parameters.Select(parameter => parameter.Name));
            Assert.Equal(magic.Positional, directive.Parameters.SingleOrDefault(parameter => parameter.AllowImplicitName)?.Name);
            foreach ((MagicOption option, KernelDirectiveParameter parameter) in magic.Options.Zip(directive.Parameters))
            {
                Assert.Equal(option.IsSwitch, parameter.Flag);
                Assert.Equal(option.IsSwitch ? [] : MagicRegistry.Values(option, ["mine"]), parameter.Completions);
            }
        }
    }

    [Fact]
    public async Task Against_stand_ins_of_the_engine_a_magic_shows_its_result_and_leaves_it_in_a_variable()
    {
        await Load();
        KernelInvocationContext cell = await Invoke("#!cppo-doctor --as health");
        Assert.Null(cell.Failure);
        Assert.Contains(cell.Displayed, shown => shown.Formatted["text/html"].Contains("cppo-doctor", StringComparison.Ordinal));
        Assert.All(cell.Displayed, shown => Assert.NotEmpty(shown.Formatted["text/plain"]));
        Assert.IsType<DoctorReport>(await root.CSharp.RunAsync("health"));

        await Invoke("#!cppo-perturb 1 --set mild");
        Assert.IsType<int>(await root.CSharp.RunAsync("samples.Count"));
    }

    [Fact]
    public async Task Against_stand_ins_of_the_engine_a_mistake_fails_the_cell_with_sentence_and_advice()
    {
        await Load();
        KernelInvocationContext cell = await Invoke("#!cppo-rollout --group 0");
        Assert.Contains("--group is 0", cell.Failure, StringComparison.Ordinal);
        Assert.Contains("--help", cell.Failure, StringComparison.Ordinal);
        Assert.Contains("cppo-err", Assert.Single(cell.Displayed).Formatted["text/html"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Against_stand_ins_of_the_engine_an_ordinary_cell_has_one_live_display_and_can_be_cancelled()
    {
        await Load();
        using CancellationTokenSource stop = new();
        KernelInvocationContext cell = Enter("", stop.Token);
        await root.CSharp.RunAsync(
            "using (var live = Cppo.Interactive.Hosting.Notebook.Live(new Cppo.Runtime.CppoException(\"first\", \"\"))) live.Update(new Cppo.Runtime.CppoException(\"last\", \"\"));");
        DisplayedValue shown = Assert.Single(cell.Displayed);
        Assert.Equal(1, shown.Updates);
        Assert.Contains("last", shown.Formatted["text/plain"], StringComparison.Ordinal);

        Assert.False(Notebook.Cancellation.IsCancellationRequested);
        await stop.CancelAsync();
        Assert.True(Notebook.Cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task The_real_formatting_library_shows_every_result_by_its_view_after_the_script()
    {
        await Load();
        object[] results =
        [
            Measured.Rollouts, Measured.Group, new[] { Measured.Group }, new List<GroupRecord> { Measured.Rollouts }, Measured.Group.Group,
            new[] { Measured.Group.Group }, Measured.Group.Responses[0], Measured.Step, Measured.History(3), Measured.Evaluations[0],
            Measured.Evaluations, new PerturbationGallery(Measured.GallerySample, Measured.Gallery), Measured.Gallery[0],
            new ViewPair(Measured.Gallery[0], Measured.Gallery[4]), Measured.GallerySample, new[] { Measured.GallerySample },
            Measured.GallerySample.Pictures[0], Measured.Doctor, new CppoException("a", "b"), ViewPage.All[0].View,
            ViewPage.All[0].View.ToData(),
        ];
        foreach (object result in results)
        {
            Assert.Contains(Found.Types, type => type.IsInstanceOfType(result));
            Assert.Equal(Found.For(result)!.ToHtml(), result.ToDisplayString("text/html"));
            Assert.Equal(Found.For(result)!.ToPlainText(), result.ToDisplayString("text/plain"));
            Assert.Equal("text/html", Formatter.GetPreferredMimeTypesFor(result.GetType()).First());
        }

        Assert.Equal("42", 42.ToDisplayString("text/plain"));
    }

    private Task Load()
    {
        Enter("#r \"nuget: Cppo.Interactive\"");
        return root.CSharp.RunAsync(ExtensionScript.Code);
    }

    private KernelInvocationContext Enter(string line, CancellationToken cancellation = default)
    {
        KernelInvocationContext cell = new(root.CSharp, new KernelCommand(line)) { CancellationToken = cancellation };
        KernelInvocationContext.Current = cell;
        return cell;
    }

    private async Task<KernelInvocationContext> Invoke(string line)
    {
        KernelInvocationContext cell = Enter(line);
        await root.Added[line.Split(' ')[0]].Handler(cell.Command, cell);
        return cell;
    }
}
