namespace Cppo.Models;

/// <summary>The models that lie beside the library: Qwen2.5-VL's architecture with 0.9 million parameters, trained on the procedural world.</summary>
public static class ShippedModels
{
    /// <summary>Folder of the starter: it looks, answers about 6 of 10 fresh questions, and is the demo's default.</summary>
    public static string Starter => At("starter");

    /// <summary>Folder of the guesser: the starter taught to guess from the question, right about 2 times in 10; reinforcement learning teaches it to look.</summary>
    public static string Guesser => At("guesser");

    private static string At(string name) =>
        Path.Combine(Path.GetDirectoryName(typeof(ShippedModels).Assembly.Location) ?? AppContext.BaseDirectory, "Checkpoints", name);
}
