using Cppo.Models.Safetensors;

namespace Cppo.Models;

/// <summary>A tensor of a checkpoint, as the header of its file describes it.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="ElementType">"F32", "BF16".</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Elements">Their product.</param>
/// <param name="Bytes">In the file.</param>
/// <param name="File">Name of the file that holds it.</param>
public sealed record CheckpointTensor(string Name, string ElementType, IReadOnlyList<long> Shape, long Elements, long Bytes, string File);

/// <summary>A file of a checkpoint's folder.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Tensors">Tensors in it; null where it is no file of weights.</param>
public sealed record CheckpointFile(string Name, long Bytes, int? Tensors);

/// <summary>What lies in a folder of weights: its files and the tensors in them. Only headers are read, so that 3B or 7B weights take no memory.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Files">Every file, weights first.</param>
/// <param name="Tensors">Every tensor, in the order of the files.</param>
public sealed record CheckpointSummary(string Folder, IReadOnlyList<CheckpointFile> Files, IReadOnlyList<CheckpointTensor> Tensors)
{
    /// <summary>Weights of all tensors.</summary>
    public long Parameters => Tensors.Sum(tensor => tensor.Elements);

    /// <summary>Bytes of all tensors.</summary>
    public long Bytes => Tensors.Sum(tensor => tensor.Bytes);

    /// <summary>Files that hold tensors.</summary>
    public int Shards => Files.Count(file => file.Tensors is not null);

    /// <summary>Reads the headers of a folder's weights: a model, the checkpoint of a run, or an adapter.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ModelException">There is no folder, no weights in it, or a header is broken.</exception>
    public static CheckpointSummary Of(string folder)
    {
        if (!Directory.Exists(folder)) throw new ModelException($"There is no folder {folder}.", "Give a folder that holds *.safetensors.");
        List<CheckpointFile> files = [];
        List<CheckpointTensor> tensors = [];
        foreach (FileInfo file in new DirectoryInfo(folder).GetFiles().OrderBy(file => file.Extension == ".safetensors" ? 0 : 1).ThenBy(file => file.Name, StringComparer.Ordinal))
        {
            if (file.Extension != ".safetensors")
            {
                files.Add(new(file.Name, file.Length, null));
                continue;
            }

            using SafetensorsFile weights = new(file.FullName);
            files.Add(new(file.Name, file.Length, weights.Entries.Count));
            tensors.AddRange(weights.Entries.OrderBy(entry => entry.Offset).Select(entry =>
                new CheckpointTensor(entry.Name, ElementTypes.NameOf(entry.Type), entry.Shape, entry.Elements, entry.Length, file.Name)));
        }

        return tensors.Count > 0 ? new(folder, files, tensors)
            : throw new ModelException($"There are no weights in {folder}.", "Give a folder that holds *.safetensors.");
    }
}
