namespace Cppo.Evaluation;

/// <summary>A sample that was asked and not answered.</summary>
/// <param name="Id">The sample's id.</param>
/// <param name="Problem">Why, in a sentence.</param>
public sealed record UnansweredSample(ulong Id, string Problem)
{
    /// <summary>", 3 not answered", for settings; empty where there are none.</summary>
    internal static string Counted(int count) => count == 0 ? "" : FormattableString.Invariant($", {count} not answered");
}
