namespace Cppo.Tests.Data;

/// <summary>Data sets to read: the folder that CPPO_DATA names, else shared/data in a folder above the tests.</summary>
internal static class SharedData
{
    /// <summary>A folder or file of them; the test is skipped, with the reason, where they are not there.</summary>
    public static string At(params string[] parts)
    {
        Assert.SkipWhen(Root is null, "shared/data lies in no folder above the tests; set CPPO_DATA to it to run this test.");
        return Path.Combine([Root!, .. parts]);
    }

    private static string? Root { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CPPO_DATA") is { Length: > 0 } named) return Path.GetFullPath(named);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return null;
    }
}
