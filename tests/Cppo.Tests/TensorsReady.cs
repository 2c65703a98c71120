using System.Runtime.CompilerServices;
using Cppo.Runtime;

namespace Cppo.Tests;

/// <summary>
/// Loads libtorch before any test touches TorchSharp: a failed first load would copy 480 MB beside the tests. One computing
/// thread for each test: the runner already runs as many tests at a time as there are cores, and OpenMP's threads wait for each
/// other by spinning, which is many times slower when they have to share cores.
/// </summary>
internal static class TensorsReady
{
    [ModuleInitializer]
    internal static void Load()
    {
        Libtorch.Require();
        set_num_threads(1);
    }
}
