using System.Globalization;
using Cppo.Interactive.Hosting;
using Cppo.Interactive.Views;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>One use of a magic: its options as values, and what it can do with the notebook.</summary>
internal sealed class MagicCall(IMagic magic, IReadOnlyDictionary<string, string> values, INotebookHost host)
{
    /// <summary>Cancelled when the user interrupts the cell.</summary>
    public CancellationToken Cancellation => host.Cancellation;

    /// <summary>Whether an option was given.</summary>
    public bool Has(string name) => values.ContainsKey(name);

    /// <summary>Whether the magic has an option of that name.</summary>
    public bool Knows(string name) => magic.Options.Any(option => option.Name == name);

    /// <summary>The text of an option, or its default.</summary>
    public string Text(string name) => values.GetValueOrDefault(name) ?? Option(name).Default;

    /// <summary>A whole number between two ends, both included.</summary>
    /// <exception cref="CppoException">It is not one.</exception>
    public int Integer(string name, int low, int high) =>
        int.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= low && value <= high
            ? value
            : throw Wrong(name, $"a whole number from {low} to {(high == int.MaxValue ? "2³¹ − 1" : high)}");

    /// <summary>A seed: a whole number from 0.</summary>
    /// <exception cref="CppoException">It is not one.</exception>
    public ulong Seed(string name) =>
        ulong.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw Wrong(name, "a whole number from 0");

    /// <summary>A number between two ends, both included.</summary>
    /// <exception cref="CppoException">It is not one.</exception>
    public double Number(string name, double low, double high) =>
        double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw Wrong(name, string.Create(CultureInfo.InvariantCulture, $"a number from {low} to {high}"));

    /// <summary>A variable of the session; null where there is none of that name.</summary>
    public object? Variable(string name) => host.TryGetValue(name, out object? value) ? value : null;

    /// <summary>A variable that must be there.</summary>
    /// <exception cref="CppoException">It is not there, or of another type.</exception>
    public T Require<T>(string name, string what, string advice)
    {
        object? value = Variable(name);
        return value switch
        {
            T found => found,
            null => throw new CppoException($"{magic.Name}: there is no variable {name}.", advice),
            _ => throw new CppoException($"{magic.Name}: {name} is a {value.GetType().Name}, not {what}.", advice),
        };
    }

    /// <summary>Prints the library call that the magic stands for, with what was taken for granted.</summary>
    public void Explain(string code, string note = "") => Show(new CallView(code, note));

    /// <summary>Tells the user who interrupted what is kept and how to go on.</summary>
    public void ExplainInterrupt(string code, string note)
    {
        SaidWhatIsKept = true;
        Explain(code, note);
    }

    /// <summary>Whether <see cref="ExplainInterrupt"/> was called.</summary>
    public bool SaidWhatIsKept { get; private set; }

    /// <summary>Shows a result by its view.</summary>
    public void Show(object result) => host.Display(Notebook.Render(result));

    /// <summary>Stores a result in the variable that an option names.</summary>
    public void Store(string option, object result) => host.SetValue(VariableName(option), result);

    /// <summary>Stores a variable of a fixed name.</summary>
    public void StoreAs(string name, object value) => host.SetValue(name, value);

    /// <summary>The name of a variable that an option gives.</summary>
    /// <exception cref="CppoException">It is no C# name.</exception>
    public string VariableName(string option)
    {
        string name = Text(option);
        bool valid = name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_');
        return valid ? name : throw Wrong(option, "a C# name, letters first");
    }

    private MagicOption Option(string name) => magic.Options.First(option => option.Name == name);

    private CppoException Wrong(string name, string wanted) =>
        new($"{magic.Name}: {name} is {Text(name)}, not {wanted}.", $"{name}: {Option(name).Summary}; {magic.Name} --help has an example.");
}
