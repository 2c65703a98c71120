using System.Text.RegularExpressions;

namespace Cppo.Tests;

/// <summary>The house keeps its order: a room of the library uses only rooms before it, and no file grows too long.</summary>
public sealed partial class RoomOrderTests
{
    private static readonly string[] Rooms =
        ["Runtime", "Images", "Text", "Models", "Rollouts", "Rewards", "Perturbations", "Objective", "Training", "Worlds", "Data", "Evaluation", "Servers", "Exchange"];

    [Fact]
    public void A_room_uses_only_rooms_before_it()
    {
        string[] wrong =
        [
            .. from file in Sources("src", "Cppo")
               let room = RoomOf(file)
               from use in Use().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)
               where Array.IndexOf(Rooms, use) > Array.IndexOf(Rooms, room)
               select $"{Path.GetFileName(file)} in {room} uses {use}",
        ];
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_folder_of_the_library_is_a_room()
    {
        string[] folders = [.. Sources("src", "Cppo").Select(RoomOf).Distinct()];
        Assert.Equal(folders.Order(), folders.Intersect(Rooms).Order());
    }

    [Fact]
    public void The_library_knows_nothing_of_notebooks_and_the_extension_nothing_of_a_host()
    {
        Assert.DoesNotContain(Sources("src", "Cppo"), file => File.ReadAllText(file).Contains("Cppo.Interactive"));
        Assert.DoesNotContain(Sources("extensions", "Cppo.Interactive"), file => File.ReadAllText(file).Contains("Cppo.Kernel"));
    }

    [Fact]
    public void Files_stay_short()
    {
        string[] tooLong =
        [
            .. Sources("src").Concat(Sources("extensions"))
                .Select(file => (Name: Path.GetFileName(file), Lines: File.ReadLines(file).Count()))
                .Where(file => file.Lines > 260)
                .Select(file => $"{file.Name}: {file.Lines} lines"),
        ];
        Assert.Empty(tooLong);
    }

    private static string RoomOf(string file) =>
        Path.GetRelativePath(Path.Combine(Root(), "src", "Cppo"), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> Sources(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Root(), .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CPPO.Notebooks.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not lie in a checkout of the project.");
        return folder.FullName;
    }

    [GeneratedRegex(@"^using (?:static )?Cppo\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Use();
}
