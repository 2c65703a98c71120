using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Models;
using Cppo.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Cppo.Benchmarks;

/// <summary>How the exported graph wants its rows, from NAME-peer.json.</summary>
/// <param name="Rows">Rows of a forward pass.</param>
/// <param name="Length">Tokens of a row: prompt and response.</param>
/// <param name="PromptLength">Tokens of the prompt.</param>
/// <param name="PictureAt">Where the picture's tokens begin; its mark stands before them.</param>
/// <param name="PictureTokens">How many there are.</param>
internal sealed record PeerLayout(int Rows, int Length, int PromptLength, int PictureAt, int PictureTokens);

/// <summary>
/// transformers' own computation graph of a work order, in this process, with our weights: no Python, no overhead of its own. Its picture
/// and its marks have the work order's ids, ours the starter's; everything else is the same text.
/// </summary>
internal sealed class PeerGraph : IDisposable
{
    private readonly jit.ScriptModule<Tensor> forward;
    private readonly jit.ScriptModule<(Tensor, Tensor, Tensor)> decode;
    private readonly int pictureId, markId;

    private PeerGraph(string path, WorkOrder work, PeerLayout layout)
    {
        forward = jit.load<Tensor>($"{path}-forward.pt");
        decode = jit.load<(Tensor, Tensor, Tensor)>($"{path}-decode.pt");
        JsonNode ids = work.Configuration["ids"]!;
        (pictureId, markId) = (ids["image_token_id"]!.GetValue<int>(), ids["vision_start_token_id"]!.GetValue<int>());
        (Work, Layout) = (work, layout);
        Parameters = [.. forward.named_parameters().Select(entry => entry.parameter)];
    }

    /// <summary>What it was exported for.</summary>
    public WorkOrder Work { get; }

    /// <summary>How it wants its rows.</summary>
    public PeerLayout Layout { get; }

    /// <summary>Those of the forward graph. A tied head is two of them.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Loads both graphs with a policy's weights; null where this work has none.</summary>
    /// <exception cref="CppoException">A parameter has no counterpart of its size.</exception>
    public static PeerGraph? Load(WorkOrder work, ParameterStore weights)
    {
        string path = work.Files;
        if (!File.Exists($"{path}-forward.pt")) return null;
        JsonNode peer = JsonNode.Parse(File.ReadAllText($"{path}-peer.json"))!;
        int Number(string key) => peer[key]!.GetValue<int>();
        PeerGraph graph = new(path, work, new(Number("rows"), Number("length"), Number("prompt_length"), Number("image_tokens_at"), Number("image_tokens")));
        graph.Fill(weights);
        return graph;
    }

    /// <summary>Takes over the weights.</summary>
    public void Fill(ParameterStore weights)
    {
        using IDisposable none = no_grad();
        foreach ((string name, Parameter parameter) in forward.named_parameters().Concat(decode.named_parameters()))
        {
            string published = ParameterLayout.PublishedName(name["m.".Length..]);
            if (published == ParameterLayout.Head && !weights.Contains(published)) published = ParameterLayout.Embedding; // tied
            if (!weights.Contains(published) || weights[published].numel() != parameter.numel())
                throw new CppoException($"The graph's parameter {name} has no counterpart of its size in the model.", "Export the graph for this configuration.");
            parameter.copy_(weights[published].view(parameter.shape));
        }
    }

    /// <summary>Random ids of whole rows, [n, Length], as the layout wants them; the same text whatever the model's special ids are.</summary>
    /// <param name="count">n.</param>
    /// <param name="random">Where they come from.</param>
    public long[] Rows(int count, CounterRandom random)
    {
        const int FirstOrdinary = 16, LastOrdinary = 339; // special in no configuration
        return [.. Enumerable.Range(0, count * Layout.Length).Select(i => (i % Layout.Length) switch
        {
            int at when at == Layout.PictureAt - 1 => markId,
            int at when at >= Layout.PictureAt && at < Layout.PictureAt + Layout.PictureTokens => pictureId,
            _ => (long)random.Integer(FirstOrdinary, LastOrdinary),
        })];
    }

    /// <summary>Our prompt of one of these rows: the same ids but the picture's.</summary>
    public EncodedPrompt Prompt(ReadOnlySpan<long> row, int tokens, PixelPatches picture, QwenConfiguration configuration)
    {
        int[] ids = new int[tokens];
        for (int i = 0; i < tokens; i++) ids[i] = row[i] == pictureId ? configuration.Tokens.Image : (int)row[i];
        return new(ids, [picture], "", configuration);
    }

    /// <summary>Logits [rows, Length, V] of ids [rows, Length] and pixels [rows * patches, 1176].</summary>
    public Tensor Forward(Tensor ids, Tensor pixels) => forward.forward(ids, pixels);

    /// <summary>One token for each row: logits [b, V] and the grown caches [layers, b, kv, past + 1, head].</summary>
    public (Tensor Logits, Tensor Keys, Tensor Values) Decode(Tensor token, Tensor position, Tensor keys, Tensor values) =>
        decode.forward(token, position, keys, values);

    /// <inheritdoc/>
    public void Dispose()
    {
        forward.Dispose();
        decode.Dispose();
    }
}
