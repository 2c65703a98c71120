using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Formatting;

// Stand-ins for what extension.dib uses of .NET Interactive, which cannot be restored from the registry any more. Names and
// signatures follow the engine's last public source; behaviour is the least that the script can be run against.
namespace Microsoft.DotNet.Interactive;

public abstract class Kernel(string name)
{
    public string Name { get; } = name;

    public Kernel RootKernel { get; protected set; } = null!;

    public Dictionary<string, (KernelActionDirective Directive, Func<KernelCommand, KernelInvocationContext, Task> Handler)> Added { get; } = [];

    public void AddDirective(KernelActionDirective directive, Func<KernelCommand, KernelInvocationContext, Task> handler) =>
        Added.Add(directive.Name, (directive, handler));

    public void AddDirective<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand => throw new NotSupportedException($"{directive.Name} {handler}");
}

public sealed class CompositeKernel : Kernel
{
    public CompositeKernel()
        : base(".NET")
    {
        RootKernel = this;
        CSharp = new CSharpKernel(this);
    }

    public CSharpKernel CSharp { get; }
}

public static class KernelExtensions
{
    public static Kernel? FindKernelByName(this Kernel kernel, string name) =>
        kernel.RootKernel is CompositeKernel root && name == root.CSharp.Name ? root.CSharp : null;
}

public sealed class KernelInvocationContext(Kernel handlingKernel, KernelCommand command)
{
    private static readonly AsyncLocal<KernelInvocationContext?> Running = new();

    public static KernelInvocationContext? Current
    {
        get => Running.Value;
        set => Running.Value = value;
    }

    public Kernel HandlingKernel { get; } = handlingKernel;

    public KernelCommand Command { get; } = command;

    public CancellationToken CancellationToken { get; init; }

    public List<DisplayedValue> Displayed { get; } = [];

    public string? Failure { get; private set; }

    public void Fail(KernelCommand command, Exception? exception = null, string? message = null) =>
        Failure = command == Command ? message ?? exception?.ToString() : throw new ArgumentException("another command", nameof(command));
}

public static class KernelInvocationContextExtensions
{
    public static DisplayedValue Display(this KernelInvocationContext context, object value, params string[] mimeTypes)
    {
        DisplayedValue displayed = new(value, mimeTypes);
        context.Displayed.Add(displayed);
        return displayed;
    }
}

public sealed class DisplayedValue
{
    private readonly string[] mimeTypes;

    public DisplayedValue(object value, string[] mimeTypes)
    {
        this.mimeTypes = mimeTypes;
        Update(value);
    }

    public Dictionary<string, string> Formatted { get; } = [];

    public int Updates { get; private set; } = -1;

    public void Update(object updatedValue)
    {
        Updates++;
        foreach (string type in mimeTypes) Formatted[type] = updatedValue.ToDisplayString(type);
    }
}
