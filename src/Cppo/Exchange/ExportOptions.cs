namespace Cppo.Exchange;

/// <summary>What an export needs beside the method: the run around it.</summary>
public sealed record ExportOptions
{
    /// <summary>The start: a folder in Hugging Face layout as the other machine sees it, or a name on Hugging Face.</summary>
    public string Model { get; init; } = "Qwen/Qwen2.5-VL-3B-Instruct";

    /// <summary>Names of project and data there.</summary>
    public string DataSource { get; init; } = "cppo";

    /// <summary>Prompts a step.</summary>
    public int Prompts { get; init; } = 16;

    /// <summary>Steps of the run.</summary>
    public int Steps { get; init; } = 50;

    /// <summary>Longest prompt in tokens, pictures included; the recipe's script takes 512 and leaves longer ones out.</summary>
    public int PromptTokens { get; init; } = 512;

    /// <summary>Accelerators of the one machine that the launch command starts on.</summary>
    public int Devices { get; init; } = 8;
}
