using System.Runtime.CompilerServices;
using Cppo.Runtime;

namespace Cppo.Tests;

/// <summary>Loads libtorch before any test touches TorchSharp: a failed first load would copy 480 MB beside the tests.</summary>
internal static class TensorsReady
{
    [ModuleInitializer]
    internal static void Load() => Libtorch.Require();
}
