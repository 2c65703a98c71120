using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages;

/// <summary>
/// A language in which stretches of cells are written. An instance belongs to one session and is cheap to make: whatever is large
/// (a compiler, a database) is loaded when the first stretch runs. One stretch runs at a time; questions about code that has not
/// been run may come at any time.
/// </summary>
internal interface ICellLanguage : IDisposable
{
    /// <summary>What it is called in selectors, in metadata and in <c>@name:value</c>.</summary>
    string Name { get; }

    /// <summary>Runs a stretch; its text keeps its lines in the cell by <see cref="CellSegment.Placed"/>.</summary>
    /// <returns>What its last expression shows; null where it has none.</returns>
    /// <exception cref="CellCompilationException">The text is not valid in this language; positions are those of the cell.</exception>
    Task<MimeBundle?> RunAsync(CellSegment segment, CellContext context);

    /// <summary>What could be written at the cursor.</summary>
    /// <param name="code">The cell with the stretches of other languages turned to blanks.</param>
    /// <param name="cursor">An index in it.</param>
    /// <param name="cancellation">Ends the search.</param>
    Task<CodeCompletions> CompleteAsync(string code, int cursor, CancellationToken cancellation);

    /// <summary>What the name at the cursor is; null where nothing is known.</summary>
    /// <inheritdoc cref="CompleteAsync" path="/param"/>
    Task<MimeBundle?> InspectAsync(string code, int cursor, CancellationToken cancellation);

    /// <summary>Whether a text can be run as it stands.</summary>
    CellCompleteness Completeness(string code);

    /// <summary>The variables that the next stretch would see.</summary>
    IReadOnlyList<CellVariable> Variables();

    /// <summary>Reads one variable; null where there is none of that name.</summary>
    CellVariable? Variable(string name) => Variables().FirstOrDefault(variable => variable.Name == name);

    /// <summary>Declares a variable that later stretches see.</summary>
    /// <exception cref="Runtime.CppoException">The name or the value is not one that this language can take.</exception>
    void SetValue(string name, object? value);
}

/// <summary>A variable of a language.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">What it holds now.</param>
internal sealed record CellVariable(string Name, Type Type, object? Value);
