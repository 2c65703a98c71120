using Cppo.Images;
using Cppo.Runtime;

namespace Cppo.Tests.Images;

public sealed class PictureDifferenceTests
{
    [Fact]
    public void Differences_are_measured_in_grey_levels()
    {
        PictureDifference difference = PictureDifference.Between(new Picture(2, 1, [10, 10, 10, 200, 0, 0]), new Picture(2, 1, [40, 40, 40, 200, 0, 5]));
        Assert.Equal([30, 2], difference.Levels.ToArray());
        Assert.Equal(95 / 6.0, difference.Mean);
    }

    [Fact]
    public void Pictures_of_two_sizes_are_not_compared()
    {
        Assert.Throws<CppoException>(() => PictureDifference.Between(new Picture(1, 1, [1, 2, 3]), new Picture(1, 2, new byte[6])));
    }
}
