using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>Looks at the machine.</summary>
internal sealed class DoctorMagic : Magic
{
    public override string Name => "#!cppo-doctor";

    public override string Summary => "runtime, device, libtorch, model: what is there and what to do about what is missing";

    public override string Example => "#!cppo-doctor";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--model", "folder", "model folder to look at; the shipped starter where it is not given"),
        MagicOption.As("doctor"),
    ];

    protected override void Run(MagicCall call)
    {
        bool given = call.Has("--model");
        call.Explain(given ? $"var doctor = Doctor.Examine({Code.Text(call.Text("--model"))});" : "var doctor = Doctor.Examine(ShippedModels.Starter);");
        DoctorReport report = Doctor.Examine(given ? call.Text("--model") : ShippedModels.Starter);
        call.Store("--as", report);
        call.Show(report);
    }
}
