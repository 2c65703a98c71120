using System.Text.Json.Nodes;
using Cppo.Kernel.Headless;

namespace Cppo.Kernel.Protocol;

/// <summary>What the kernel says about itself.</summary>
internal static class KernelInfo
{
    /// <summary>The kernel's version.</summary>
    public static string Version { get; } = typeof(KernelInfo).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>The content of a kernel_info_reply.</summary>
    public static JsonObject Content() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = JupyterMessage.ProtocolVersion,
        ["implementation"] = "cppo",
        ["implementation_version"] = Version,
        ["language_info"] = new JsonObject
        {
            ["name"] = "C#",
            ["version"] = NotebookDocument.LanguageVersion,
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"C# (CPPO) {Version} on .NET {Environment.Version}. #!lsmagic lists the magics.",
        ["help_links"] = new JsonArray(),
        ["debugger"] = false,
    };
}
