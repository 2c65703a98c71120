using System.Diagnostics;

namespace Cppo.Tests.Training.Runs;

public sealed class KilledRunTests(ITestOutputHelper output) : IDisposable
{
    private const int Kills = 50;

    // What is killed as soon as it is seen being written; null: at a moment drawn over two steps, whatever goes on then.
    private static readonly string?[] Targets =
    [
        null, "state.safetensors.partial", "checkpoints/*.partial", null, "state.safetensors.partial", "rollouts/*.partial", null,
        "state.safetensors.partial", "tokens/*.partial",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("cppo-killed-").FullName;

    [Fact]
    public void A_run_that_is_killed_fifty_times_equals_an_uninterrupted_one_bit_for_bit()
    {
        string whole = Path.Combine(folder, "whole");
        Stopwatch clock = Stopwatch.StartNew();
        TinyRun.Make(TinyRun.Options(whole));
        TimeSpan step = clock.Elapsed / TinyRun.Steps;

        Random moments = new(11);
        Dictionary<string, int> inside = [];
        int kills = 0, finished = 0;
        string run = Path.Combine(folder, "killed-0");
        while (kills < Kills)
        {
            string? target = Targets[kills % Targets.Length];
            if (!Kill(run, target, step * 2 * moments.NextDouble()))
            {
                // It came to its end first: another one gives the remaining moments.
                RunContents.AssertEqual(whole, run);
                run = Path.Combine(folder, $"killed-{++finished}");
                continue;
            }

            kills++;
            string[] left = [.. Directory.EnumerateFileSystemEntries(run, "*.partial", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(run, path))];
            string where = left.Length == 0 ? "between writes" : Path.GetDirectoryName(left[0]) is { Length: > 0 } below ? below : left[0];
            inside[where] = inside.GetValueOrDefault(where) + 1;
        }

        TinyRun.Make(TinyRun.Options(run));
        RunContents.AssertEqual(whole, run);
        output.WriteLine($"{kills} kills in {clock.Elapsed.TotalSeconds:F0} s, a step takes {step.TotalSeconds:F2} s, {finished + 1} runs: {string.Join(", ", inside.Select(entry => $"{entry.Value} {entry.Key}"))}");
        Assert.True(inside.GetValueOrDefault("state.safetensors.partial") > 0, "no kill hit the write of the state");
        Assert.True(inside.GetValueOrDefault("checkpoints") > 0, "no kill hit the write of a checkpoint");
        Assert.True(inside.GetValueOrDefault("between writes") > 0, "no kill hit a rollout or an update");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Whether it was killed; false where it finished before.
    private static bool Kill(string run, string? target, TimeSpan delay)
    {
        using Process child = TinyRunProcess.Start(run);
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string? ready = child.StandardOutput.ReadLine(); // training begins
        if (ready is not null && !child.WaitForExit(delay) && (target is null || Appears(run, target, child)))
        {
            child.Kill(entireProcessTree: true); // SIGKILL
            child.WaitForExit();
            return child.ExitCode != 0;
        }

        child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors.Result);
        return false;
    }

    private static bool Appears(string run, string target, Process child)
    {
        string below = Path.GetDirectoryName(target)!, name = Path.GetFileName(target);
        string place = Path.Combine(run, below);
        while (!child.HasExited)
        {
            try
            {
                if (Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place, name).Any()) return true;
            }
            catch (IOException)
            {
                // It was renamed while it was looked at.
            }

            Thread.Sleep(0);
        }

        return false;
    }
}
