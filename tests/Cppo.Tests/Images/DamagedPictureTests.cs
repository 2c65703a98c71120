using FsCheck.Xunit;
using Cppo.Images;
using Cppo.Tests.Damage;

namespace Cppo.Tests.Images;

public sealed class DamagedPictureTests
{
    // All kinds of picture that lie in the golden folder, small enough to be decoded hundreds of times.
    private static readonly (string Name, byte[] Bytes)[] Pictures =
    [
        .. Directory.EnumerateFiles(Golden.At("images")).Where(file => !file.EndsWith(".json", StringComparison.Ordinal) && !file.EndsWith(".safetensors", StringComparison.Ordinal))
            .Select(file => (Path.GetFileName(file), Bytes: File.ReadAllBytes(file))).Where(file => file.Bytes.Length < 40_000).OrderBy(file => file.Item1, StringComparer.Ordinal),
    ];

    [Property(MaxTest = 1500, Replay = BadInput.Seed, Arbitrary = [typeof(DamagedBytes)])]
    [Trait("Category", "Golden")]
    public void Any_damage_to_a_picture_is_harmless_or_one_clear_error(DamagedBytes damage, FsCheck.NonNegativeInt which)
    {
        (string name, byte[] bytes) = Pictures[which.Get * 7919 % Pictures.Length];
        BadInput.IsRefused(() => Picture.Decode(damage.Of(bytes), name));
    }

    [Fact]
    [Trait("Category", "Golden")]
    public void Every_kind_of_picture_cut_off_anywhere_is_refused_or_was_complete()
    {
        HashSet<string> kinds = [];
        foreach ((string name, byte[] bytes) in Pictures.DistinctBy(picture => Path.GetExtension(picture.Name)))
        {
            kinds.Add(Path.GetExtension(name));
            for (int share = 0; share < 50; share++)
            {
                byte[] cut = bytes[..(bytes.Length * share / 100)];
                Assert.True(BadInput.IsRefused(() => Picture.Decode(cut, name)), $"{name}, {share} % of it");
            }
        }

        Assert.True(kinds.Count >= 4);
    }
}
