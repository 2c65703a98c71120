namespace Cppo.Data;

/// <summary>Samples that say which they are without being read: reading one decodes its pictures.</summary>
internal interface INumberedSamples
{
    /// <summary>Their ids in order.</summary>
    IEnumerable<ulong> Ids { get; }

    /// <summary>Where they come from, in words that change where the data does.</summary>
    string Source { get; }
}
