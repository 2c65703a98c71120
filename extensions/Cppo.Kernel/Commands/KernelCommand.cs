using System.CommandLine;
using Cppo.Kernel.Commands.Terminal;
using Cppo.Kernel.Protocol;
using Cppo.Runtime;
using Spectre.Console;

namespace Cppo.Kernel.Commands;

/// <summary><c>cppo kernel</c>: makes the kernel known to Jupyter, and runs it.</summary>
internal static class KernelCommand
{
    private const string DefaultName = "cppo";

    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("kernel", "The Jupyter kernel: C# with CPPO inside.") { Install(), Uninstall(), Start() };

    private static Option<bool> User() => new("--user") { Description = "For this user; the default." };

    private static Option<string?> Prefix() => new("--prefix") { Description = "Under this folder, such as that of a conda environment." };

    private static Option<string> Name() => new("--name") { Description = "The kernel's name for programs.", DefaultValueFactory = _ => DefaultName };

    private static Command Install()
    {
        (Option<bool> user, Option<string?> prefix, Option<string> name) = (User(), Prefix(), Name());
        Command command = new DocumentedCommand(
            "install",
            "Makes the kernel known to Jupyter and VS Code by writing its kernel spec.",
            """
            Examples:
              cppo kernel install --user
              cppo kernel install --prefix "$CONDA_PREFIX"
            """)
        {
            user, prefix, name,
        };
        command.SetAction(parsed =>
        {
            string folder = KernelSpec.Install(Folder(parsed.GetValue(user), parsed.GetValue(prefix)), parsed.GetRequiredValue(name), "C# (CPPO)");
            Terminals.Error().MarkupLineInterpolated($"Installed the kernel in {Terminals.Safe(folder)}");
            return 0;
        });
        return command;
    }

    private static Command Uninstall()
    {
        (Option<bool> user, Option<string?> prefix, Option<string> name) = (User(), Prefix(), Name());
        Command command = new("uninstall", "Takes the kernel spec away again.") { user, prefix, name };
        command.SetAction(parsed =>
        {
            string kernels = Folder(parsed.GetValue(user), parsed.GetValue(prefix));
            string called = parsed.GetRequiredValue(name);
            if (!KernelSpec.Uninstall(kernels, called)) throw new CppoException($"There is no kernel {called} in {kernels}.", "Name the place where it was installed.");
            Terminals.Error().MarkupLineInterpolated($"Removed the kernel {Terminals.Safe(called)} from {Terminals.Safe(kernels)}");
            return 0;
        });
        return command;
    }

    private static Command Start()
    {
        Argument<string> file = new("connection-file") { Description = "The file with ports and key that Jupyter wrote." };
        Command command = new("start", "Runs the kernel; Jupyter does this.") { file };
        command.SetAction((parsed, _) => StartAsync(parsed.GetRequiredValue(file)));
        return command;
    }

    private static string Folder(bool user, string? prefix)
    {
        if (user && prefix is not null) throw new UsageException("--user and --prefix name two places.", "Give one of them.");
        return prefix is null ? KernelSpec.UserFolder() : KernelSpec.PrefixFolder(prefix);
    }

    private static async Task<int> StartAsync(string file)
    {
        await KernelProcess.RunAsync(ConnectionFile.Read(file)).ConfigureAwait(false);
        return 0;
    }
}
