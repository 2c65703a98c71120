using Cppo.Interactive.Rendering;
using Cppo.Kernel.Formatting;
using Cppo.Kernel.Sessions;
using Cppo.Runtime;
using Microsoft.AspNetCore.Html;

namespace Cppo.Kernel.Languages;

/// <summary>Functions that every cell can call by their bare names, as in .NET Interactive.</summary>
public static class NotebookFunctions
{
    /// <summary>Shows a value below the cell and keeps a handle on the output.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes)
    {
        CellRun run = Run();
        string id = Guid.NewGuid().ToString("N");
        run.Output.Display(ValueFormatter.Format(value, mimeTypes), id);
        return new(id, mimeTypes);
    }

    /// <summary>Marks text as markup, to be shown as it is.</summary>
    public static IHtmlContent HTML(string markup) => new HtmlString(markup);

    /// <summary>Removes the outputs of the running cell.</summary>
    /// <param name="wait">Whether to wait for the next output, which avoids flicker.</param>
    public static void clear_output(bool wait = false) => Run().Output.Clear(wait);

    /// <summary>Asks the user for a line of text.</summary>
    /// <exception cref="CppoException">This host cannot ask.</exception>
    public static string input(string prompt = "") => Run().Output.ReadLine(prompt, false, Run().Cancellation);

    /// <summary>Asks the user for a line that is not shown while it is typed.</summary>
    /// <exception cref="CppoException">This host cannot ask.</exception>
    public static string password(string prompt = "") => Run().Output.ReadLine(prompt, true, Run().Cancellation);

    internal static CellRun Run() => CellRun.Current
        ?? throw new CppoException("No cell is running.", "Call this from a cell of a notebook.");
}

/// <summary>Verbs on values, as in .NET Interactive.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value below the cell and keeps a handle on the output.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => NotebookFunctions.display(value, mimeTypes);

    /// <summary>Shows text as the given MIME type.</summary>
    public static DisplayedValue DisplayAs(this string text, string mimeType)
    {
        string id = Guid.NewGuid().ToString("N");
        NotebookFunctions.Run().Output.Display(new MimeBundle(new Dictionary<string, string> { [mimeType] = text }), id);
        return new(id, [mimeType]);
    }

    /// <summary>A view's rows are a data frame; its markup is what <see cref="Display"/> shows.</summary>
    public static DisplayedValue DisplayTable(this IView view) => NotebookFunctions.display(view.ToData());
}

/// <summary>An output that can be replaced.</summary>
public sealed class DisplayedValue
{
    private readonly string id;
    private readonly string[] mimeTypes;

    internal DisplayedValue(string id, string[] mimeTypes) => (this.id, this.mimeTypes) = (id, mimeTypes);

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? value) =>
        NotebookFunctions.Run().Output.UpdateDisplay(ValueFormatter.Format(value, mimeTypes), id);
}
