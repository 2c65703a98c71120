namespace Cppo.Models;

/// <summary>
/// The models that lie beside the library: Qwen2.5-VL's architecture with 0.9 million parameters, trained from random weights on the
/// procedural world by this library (<c>cppo warmstart --seed 0</c>). Greedy accuracy on 2,000 held-out pictures of the world's seed 0:
/// starter 65.6 % (bars 64.3, count 51.0, dice 98.4, number 49.5), guesser 20.2 %.
/// </summary>
public static class ShippedModels
{
    /// <summary>Folder of the starter: it looks, answers about 6 of 10 fresh questions, and is the demo's default.</summary>
    public static string Starter => At("starter");

    /// <summary>Folder of the guesser: the starter taught to guess from the question, right about 2 times in 10; reinforcement learning teaches it to look.</summary>
    public static string Guesser => At("guesser");

    private static string At(string name) =>
        Path.Combine(Path.GetDirectoryName(typeof(ShippedModels).Assembly.Location) ?? AppContext.BaseDirectory, "Checkpoints", name);
}
