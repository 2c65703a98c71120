using Cppo.Models;
using Cppo.Runtime;

namespace Cppo.Interactive.Magics;

/// <summary>Loads a model.</summary>
internal sealed class ModelMagic : Magic
{
    private static readonly string[] Shipped = ["starter", "guesser"];

    public override string Name => "#!cppo-model";

    public override string Summary => "loads a model: starter, guesser, or a folder in Hugging Face layout";

    public override string Example => "#!cppo-model guesser --as policy";

    protected override IReadOnlyList<MagicOption> Own { get; } =
    [
        new("--load", "name or folder", "starter, guesser, or a folder", "starter"),
        MagicOption.As("policy"),
    ];

    public override string Positional => "--load";

    protected override void Run(MagicCall call)
    {
        string name = call.Text("--load"), variable = call.VariableName("--as");
        string folder = name switch
        {
            "starter" => ShippedModels.Starter,
            "guesser" => ShippedModels.Guesser,
            _ => name,
        };
        if (folder == name && !Directory.Exists(folder))
        {
            string? nearest = CommandLine.Nearest(name, Shipped);
            throw new CppoException(
                $"There is no model {name}: it is neither shipped nor a folder.",
                nearest is null ? "Name starter, guesser, or a folder that holds a model in Hugging Face layout." : $"Did you mean {nearest}?");
        }

        string argument = name switch
        {
            "starter" => "ShippedModels.Starter",
            "guesser" => "ShippedModels.Guesser",
            _ => Code.Text(name),
        };
        call.Explain($"var {variable} = Policy.Load({argument});");
        Policy policy = Policy.Load(folder);
        call.Store("--as", policy);
        call.Show(policy);
    }
}
