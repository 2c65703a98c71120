namespace Cppo.Runtime;

/// <summary>What a check came to.</summary>
public enum DoctorState
{
    /// <summary>As it should be.</summary>
    Ready,

    /// <summary>It works, and there is something to know.</summary>
    Note,

    /// <summary>Something is not there or does not work.</summary>
    Missing,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">What it came to.</param>
/// <param name="Found">What was found, in words.</param>
/// <param name="Advice">What to do; empty where nothing is to be done.</param>
public sealed record DoctorCheck(string Name, DoctorState State, string Found, string Advice = "");

/// <summary>The state of this machine for CPPO.</summary>
/// <param name="Checks">In the order in which they were made.</param>
public sealed record DoctorReport(IReadOnlyList<DoctorCheck> Checks)
{
    /// <summary>Whether nothing that training needs is missing.</summary>
    public bool CanTrain => Checks.All(check => check.State != DoctorState.Missing);
}
