namespace Cppo.Interactive.Hosting;

/// <summary>
/// What a notebook host offers to magics and live views. Two hosts implement it: our own kernel and, through extension.dib,
/// .NET Interactive. Nothing above this interface knows which one it runs in.
/// </summary>
public interface INotebookHost
{
    /// <summary>The host's name for people ("CPPO kernel", ".NET Interactive").</summary>
    string Name { get; }

    /// <summary>Cancelled when the user interrupts the running cell.</summary>
    CancellationToken Cancellation { get; }

    /// <summary>Shows a value below the cell and keeps a handle on the output.</summary>
    ILiveDisplay Display(RenderedOutput output);

    /// <summary>Reads a variable of the C# session.</summary>
    /// <returns>False where there is no such variable.</returns>
    bool TryGetValue(string name, out object? value);

    /// <summary>Stores a variable in the C# session under its runtime type.</summary>
    void SetValue(string name, object value);
}

/// <summary>An output that can be replaced in place.</summary>
public interface ILiveDisplay
{
    /// <summary>Replaces what is shown.</summary>
    void Update(RenderedOutput output);
}

/// <summary>One output in several MIME types.</summary>
/// <param name="Html">Markup with its style sheet, complete without script; null for text only.</param>
/// <param name="PlainText">The same for a terminal.</param>
public sealed record RenderedOutput(string? Html, string PlainText);
