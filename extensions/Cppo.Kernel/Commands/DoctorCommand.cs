using System.CommandLine;
using Cppo.Interactive.Rendering;
using Cppo.Runtime;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo doctor</c>: looks at this machine and says what to do about what is missing.</summary>
internal static class DoctorCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string?> model = new("--model") { Description = "A model folder in Hugging Face layout to look at as well." };
        Command command = new DocumentedCommand(
            "doctor",
            "Looks at runtime, libtorch, device, memory and cache. Ends with code 1 where something that training needs is missing.",
            """
            Example:
              cppo doctor --model ~/models/Qwen2.5-VL-3B-Instruct
            """)
        {
            model,
        };
        command.SetAction(parsed =>
        {
            DoctorReport report = Doctor.Examine(parsed.GetValue(model));
            Console.Out.WriteLine(Views.Render(report)?.PlainText);
            return report.CanTrain ? 0 : ExitCode.Failed;
        });
        return command;
    }
}
