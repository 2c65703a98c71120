using Cppo.Models;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Tests.Training.Runs;

/// <summary>Disks that end, and folders that cannot be written: real ones, where this process may mount them.</summary>
public sealed class UnwritableFolderTests : IDisposable
{
    private const int Steps = 4;

    private readonly string folder = Directory.CreateTempSubdirectory("cppo-unwritable-").FullName;
    private readonly List<string> mounted = [];

    // Each in turn fills the disk: the state of the second step, its checkpoint, and the very first file.
    [Theory]
    [InlineData(28_000)]
    [InlineData(20_000)]
    [InlineData(0)]
    public void A_full_disk_is_one_error_and_the_run_goes_on_when_there_is_room(int freeKilobytes)
    {
        string disk = Mount("disk", "size=120m"), run = Path.Combine(disk, "run"), filler = Path.Combine(disk, "filler");
        using (FileStream stream = File.Create(filler))
        {
            byte[] block = new byte[1 << 20];
            long room = new DriveInfo(disk).AvailableFreeSpace - (freeKilobytes * 1024L);
            for (long written = 0; written < room; written += block.Length) stream.Write(block, 0, (int)Math.Min(block.Length, room - written));
        }

        CppoException error = Assert.Throws<CppoException>(() => TinyRun.Make(TinyRun.Options(run, Steps)));
        Assert.Contains(run, error.Message);
        Assert.NotEmpty(error.Advice);
        File.Delete(filler);

        Assert.True(TinyRun.Make(TinyRun.Options(run, Steps)).IsComplete);
        string whole = Path.Combine(folder, "whole");
        TinyRun.Make(TinyRun.Options(whole, Steps));
        RunContents.AssertEqual(whole, run);
    }

    [Fact]
    public void A_read_only_folder_is_one_error_and_its_run_can_be_read()
    {
        string disk = Mount("disk", "size=120m"), run = Path.Combine(disk, "run");
        TinyRun.Make(TinyRun.Options(run, steps: 1));
        ExternalCommand.Run("mount", "-o", "remount,ro", disk);
        CppoException error = Assert.Throws<CppoException>(() => TinyRun.Make(TinyRun.Options(run, steps: 1)));
        Assert.Contains("cannot be written", error.Message);
        Assert.Contains("cannot be written", Assert.Throws<CppoException>(() => TinyRun.Make(TinyRun.Options(Path.Combine(disk, "new"), 1))).Message);
        Assert.Single(Cppo.Training.Runs.StoredRun.Open(run).History().Steps);
        Assert.Single(Cppo.Training.Runs.StoredRun.Open(run).RolloutSteps());
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_one_error()
    {
        string path = Path.Combine(folder, "file");
        File.WriteAllText(path, "");
        using Policy policy = Policy.Load(ShippedModels.Guesser);
        CppoException error = Assert.Throws<CppoException>(() => new Trainer(policy, TinyRun.Method, TinyRun.Prompts, TinyRun.Options(path)));
        Assert.Contains("cannot be written", error.Message);
    }

    public void Dispose()
    {
        foreach (string path in mounted) ExternalCommand.Run("umount", "-l", path);
        Directory.Delete(folder, recursive: true);
    }

    private string Mount(string name, string options)
    {
        string path = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        if (!OperatingSystem.IsLinux()) Assert.Skip("No disk of a chosen size can be mounted here: this is no Linux.");
        (int code, string output) = ExternalCommand.Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", path);
        if (code != 0) Assert.Skip($"No disk of a chosen size can be mounted here: {output.Trim()}");
        mounted.Add(path);
        return path;
    }
}
