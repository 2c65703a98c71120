using Cppo.Images;
using Cppo.Models;
using Cppo.Rollouts;

namespace Cppo.Tests.Models;

/// <summary>Prompts for the shipped starter, made from nothing but its own tokenizer.</summary>
internal static class StarterPrompts
{
    private static readonly string[] Questions =
        ["How many circles are there?", "What is the sum of the dice?", "Add 3 to the number.", "What is the difference between the red bar and the blue bar?"];

    public static IReadOnlyList<Sample> Samples(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Sample((ulong)i + 100, [Noise((ulong)i)], Questions[i % Questions.Length], "0"))];

    public static IReadOnlyList<EncodedPrompt> Encode(Policy policy, IReadOnlyList<Sample> samples) =>
        [.. samples.Select(sample => policy.EncodePrompt(sample.Pictures, sample.Question))];

    public static Picture Noise(ulong seed, int width = 84, int height = 84)
    {
        Cppo.Runtime.CounterRandom random = new(seed, "test picture");
        byte[] rgb = new byte[width * height * 3];
        for (int i = 0; i < rgb.Length; i++) rgb[i] = (byte)random.Integer(0, 255);
        return new(width, height, rgb);
    }
}
