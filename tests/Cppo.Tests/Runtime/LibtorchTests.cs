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

    // Without the gate about one operation in 40,000 reads a number that is freed already.
    [Fact]
    public void Numbers_live_as_long_as_libtorch_reads_them_beside_threads_that_allocate()
    {
        Libtorch.Require();
        using CancellationTokenSource stop = new();
        Thread[] allocating =
        [
            .. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                while (!stop.IsCancellationRequested) GC.KeepAlive(new byte[2000]);
            }) { IsBackground = true }),
        ];
        foreach (Thread thread in allocating) thread.Start();

        using Tensor one = ones(4);
        for (int i = 0; i < 100_000; i++)
        {
            using Tensor product = one * 3.0;
            Assert.Equal(3f, product.data<float>()[0]);
        }

        stop.Cancel();
        foreach (Thread thread in allocating) thread.Join();
    }

    [Fact]
    public void A_file_that_is_not_a_library_is_refused()
    {
        Assert.Throws<InvalidDataException>(() => WeakVersionPatch.Apply(new byte[128]));
    }
}
