using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Cppo.Data;
using Cppo.Rollouts;

namespace Cppo.Evaluation.Stores;

/// <summary>Tells lists of samples apart without decoding a picture of a data set in files.</summary>
internal static class SampleDigest
{
    /// <summary>The samples' ids in order. Those of a data set are not read for it.</summary>
    public static IReadOnlyList<ulong> Ids(IReadOnlyList<Sample> samples) =>
        samples is INumberedSamples numbered ? [.. numbered.Ids] : [.. samples.Select(sample => sample.Id)];

    /// <summary>Where they come from, and a hash: of ids for a data set in files, else of ids, questions and answers.</summary>
    public static (string Source, string Digest) Of(IReadOnlyList<Sample> samples)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] number = new byte[sizeof(ulong)];
        foreach (ulong id in Ids(samples))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(number, id);
            hash.AppendData(number);
        }

        if (samples is not INumberedSamples)
        {
            foreach (Sample sample in samples) hash.AppendData(Encoding.UTF8.GetBytes($"{sample.Kind}\0{sample.Question}\0{sample.Answer}\0"));
        }

        string source = samples is INumberedSamples numbered ? numbered.Source : "samples in memory";
        return (source, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
    }
}
