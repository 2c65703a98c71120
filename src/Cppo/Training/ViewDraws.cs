namespace Cppo.Training;

/// <summary>How often the perturbed views of a sample are drawn.</summary>
public enum ViewDraws
{
    /// <summary>Anew in every step (the paper's synchronous scripts: once per picture and epoch).</summary>
    EveryStep,

    /// <summary>Once for the whole run (the asynchronous recipe): a sample that comes again is seen under the same views.</summary>
    OncePerSample,
}
