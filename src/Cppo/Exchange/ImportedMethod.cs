using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>A key of another trainer's configuration that says nothing here.</summary>
/// <param name="Key">Dotted.</param>
/// <param name="Value">Its value.</param>
/// <param name="Reason">Why it was not understood.</param>
public sealed record UnreadKey(string Key, string Value, string Reason);

/// <summary>A method that was read from another trainer's configuration.</summary>
/// <param name="Method">The preset that comes closest, with what differs from it.</param>
/// <param name="NotUnderstood">Keys that may change the results there and have no meaning here.</param>
/// <param name="Left">Keys of machine, files and logging, which no method here has.</param>
public sealed record ImportedMethod(Method Method, IReadOnlyList<UnreadKey> NotUnderstood, IReadOnlyList<string> Left)
{
    /// <summary>How the method differs from its preset.</summary>
    public IReadOnlyList<OptionValue> Changes => MethodOptions.Changes(Method);
}
