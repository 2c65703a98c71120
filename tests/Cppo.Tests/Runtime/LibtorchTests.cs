using Cppo.Runtime;

namespace Cppo.Tests.Runtime;

public sealed class LibtorchTests
{
    [Fact]
    public void Loading_gives_a_library_that_computes()
    {
        LibtorchStatus status = Libtorch.Load();
        Assert.True(status.Ready, status.Sentence);
        using Tensor sum = ones(2, 3).sum();
        Assert.Equal(6f, sum.item<float>());
    }

    [Fact]
    public void A_file_that_is_not_a_library_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => WeakVersionPatch.Apply(new byte[128]));
    }
}
