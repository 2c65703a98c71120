namespace Cppo.Tests.Models;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cppo-test-");

    public string Path => folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies all files of another folder.</summary>
    public static TemporaryFolder CopyOf(string source)
    {
        TemporaryFolder copy = new();
        foreach (string file in Directory.EnumerateFiles(source))
        {
            File.Copy(file, copy.At(System.IO.Path.GetFileName(file)));
            File.SetAttributes(copy.At(System.IO.Path.GetFileName(file)), FileAttributes.Normal);
        }

        return copy;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
