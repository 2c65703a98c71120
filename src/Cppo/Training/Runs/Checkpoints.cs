namespace Cppo.Training.Runs;

/// <summary>A saved model of a run.</summary>
/// <param name="Steps">Updates made before it was saved.</param>
/// <param name="Folder">A folder that <c>Policy.Load</c> reads, or <c>LoadAdapter</c> where the policy had an adapter.</param>
/// <param name="Accuracy">The evaluation after as many updates; null where there was none.</param>
public sealed record StoredCheckpoint(int Steps, string Folder, AccuracyPoint? Accuracy);

/// <summary>The checkpoints of a run. Each is written aside and renamed, so that a folder under its name is whole.</summary>
/// <param name="folder">Where they lie.</param>
internal sealed class Checkpoints(string folder)
{
    private readonly NumberedFiles folders = new(folder, "");

    /// <summary>Saves a model.</summary>
    /// <param name="steps">Updates made.</param>
    /// <param name="save">Writes the model into the folder it is given.</param>
    public void Save(int steps, Action<string> save)
    {
        string path = folders.Make(steps), partial = path + ".partial";
        NumberedFiles.Delete(partial);
        save(partial);
        NumberedFiles.Delete(path);
        Directory.Move(partial, path);
    }

    /// <summary>Removes what was written after the last finished step, or not to its end.</summary>
    public void CutAfter(int steps) => folders.CutAfter(steps);

    /// <summary>Keeps the last ones and the one with the best evaluation (the earliest of several); removes the others.</summary>
    public void Prune(int last, IReadOnlyList<AccuracyPoint> evaluations)
    {
        IReadOnlyList<StoredCheckpoint> all = List(evaluations);
        StoredCheckpoint? best = all.Where(checkpoint => checkpoint.Accuracy is not null).MaxBy(checkpoint => checkpoint.Accuracy!.Value.Accuracy);
        foreach (StoredCheckpoint old in all.SkipLast(Math.Max(1, last)).Where(checkpoint => checkpoint != best)) NumberedFiles.Delete(old.Folder);
    }

    /// <summary>What is there, oldest first.</summary>
    public IReadOnlyList<StoredCheckpoint> List(IReadOnlyList<AccuracyPoint> evaluations) =>
    [
        .. folders.Numbers().Select(steps => new StoredCheckpoint(
            steps, folders.PathOf(steps), evaluations.Where(point => point.Step == steps).Select(point => (AccuracyPoint?)point).LastOrDefault())),
    ];
}
