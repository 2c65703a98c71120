namespace Microsoft.DotNet.Interactive.Directives;

public abstract class KernelDirective(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public ICollection<KernelDirectiveParameter> Parameters { get; } = [];
}

public sealed class KernelActionDirective(string name) : KernelDirective(name);

public sealed class KernelDirectiveCompletionContext;

public sealed class KernelDirectiveParameter(string name, string? description = null)
{
    private Func<IEnumerable<string>>? source;

    public string Name { get; } = name;

    public string Description { get; init; } = description ?? "";

    public bool AllowImplicitName { get; init; }

    public bool Required { get; init; }

    public bool Flag { get; init; }

    public IEnumerable<string> Completions => source?.Invoke() ?? [];

    public KernelDirectiveParameter AddCompletions(Func<KernelDirectiveCompletionContext, Task> getCompletions) =>
        throw new NotSupportedException(getCompletions.ToString());

    public KernelDirectiveParameter AddCompletions(Func<IEnumerable<string>> getCompletions)
    {
        source = getCompletions;
        return this;
    }
}
