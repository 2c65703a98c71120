namespace Microsoft.DotNet.Interactive.Commands;

public class KernelCommand(string line)
{
    public override string ToString() => $"Directive: {line}";
}
