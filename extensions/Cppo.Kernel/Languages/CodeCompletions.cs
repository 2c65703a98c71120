namespace Cppo.Kernel.Languages;

/// <summary>What could be written at a place in a cell.</summary>
/// <param name="Start">Where the text begins that an item replaces, as an index in the cell.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Items">The choices, best first.</param>
internal sealed record CodeCompletions(int Start, int End, IReadOnlyList<CodeCompletion> Items);

/// <summary>One choice.</summary>
/// <param name="Text">The text to write.</param>
/// <param name="Kind">What it is: method, property, class, magic.</param>
/// <param name="Description">One line about it; empty where the front end is to ask by inspection.</param>
internal sealed record CodeCompletion(string Text, string Kind, string Description = "");
