using Cppo.Images;
using Cppo.Models.Scoring;
using Cppo.Runtime;
using Cppo.Text;
using static TorchSharp.torch;

namespace Cppo.Models;

/// <summary>
/// A vision-language model with everything that belongs to it: weights, tokenizer, image processor, chat template and what ends
/// a response. Loaded from one folder, saved to one folder. Not thread-safe: one thread at a time.
/// </summary>
public sealed class Policy : IDisposable
{
    // Everything beside the weights that a model folder can hold; saved as it was loaded.
    private static readonly string[] SideFiles =
    [
        "generation_config.json", "preprocessor_config.json", "tokenizer.json", "tokenizer_config.json", "vocab.json", "merges.txt",
        "added_tokens.json", "special_tokens_map.json", "chat_template.json", "chat_template.jinja",
    ];

    private readonly IReadOnlyDictionary<string, byte[]> sideFiles;

    private Policy(
        QwenModel model, Tokenizer tokenizer, ImageProcessor imageProcessor, ChatTemplate chatTemplate, GenerationDefaults generation,
        IReadOnlyDictionary<string, byte[]> sideFiles)
    {
        (Model, Tokenizer, ImageProcessor) = (model, tokenizer, imageProcessor);
        (ChatTemplate, Generation, this.sideFiles) = (chatTemplate, generation, sideFiles);
    }

    /// <summary>Weights and forward passes.</summary>
    public QwenModel Model { get; }

    /// <summary>Text to ids and back.</summary>
    public Tokenizer Tokenizer { get; }

    /// <summary>Pictures to patches.</summary>
    public ImageProcessor ImageProcessor { get; }

    /// <summary>Turns to prompt text.</summary>
    public ChatTemplate ChatTemplate { get; }

    /// <summary>What ends a response and what is never sampled.</summary>
    public GenerationDefaults Generation { get; }

    /// <summary>The weights by published name.</summary>
    public ParameterStore Parameters => Model.Parameters;

    /// <summary>Loads a folder in Hugging Face layout, for instance <see cref="ShippedModels.Starter"/>.</summary>
    /// <param name="folder">The folder: config.json, safetensors, preprocessor_config.json, tokenizer files.</param>
    /// <param name="device">Where the weights go; the CPU where null.</param>
    /// <param name="type">float32, float64 or bfloat16; the files' own type does not matter.</param>
    /// <param name="trainable">Whether backward passes leave gradients on the weights.</param>
    /// <exception cref="CppoException">Anything that is wrong with the files, all of it.</exception>
    public static Policy Load(string folder, Device? device = null, ScalarType type = ScalarType.Float32, bool trainable = true) =>
        Open(folder, _ => QwenModel.Load(folder, device, type, trainable));

    /// <summary>A policy with random weights: everything else (config.json, tokenizer, image processor) comes from a folder, whose weights are not read.</summary>
    /// <param name="folder">The folder in Hugging Face layout; it needs no weights.</param>
    /// <param name="seed">Equal seeds give equal weights, on every machine.</param>
    /// <param name="device">Where the weights go; the CPU where null.</param>
    /// <param name="type">float32, float64 or bfloat16.</param>
    /// <param name="trainable">Whether backward passes leave gradients on the weights.</param>
    /// <exception cref="CppoException">Anything that is wrong with the files, all of it.</exception>
    public static Policy Create(
        string folder, ulong seed, Device? device = null, ScalarType type = ScalarType.Float32, bool trainable = true) =>
        Open(folder, configuration => QwenModel.Create(configuration, seed, device, type, trainable));

    private static Policy Open(string folder, Func<QwenConfiguration, QwenModel> model)
    {
        Libtorch.Require();
        if (!Directory.Exists(folder)) throw new ModelException($"There is no folder {folder}.", "Point to a folder that holds a model in Hugging Face layout.");
        QwenConfiguration configuration = QwenConfiguration.Load(folder);
        Tokenizer tokenizer = Tokenizer.Load(folder);
        ImageProcessor processor = ImageProcessor.Load(folder);
        ChatTemplate template = ChatTemplate.Load(folder);
        GenerationDefaults generation = GenerationDefaults.Load(folder, configuration, tokenizer);
        RequireAgreement(folder, configuration, tokenizer, processor);
        Dictionary<string, byte[]> files = SideFiles.Select(name => (name, Path.Combine(folder, name)))
            .Where(file => File.Exists(file.Item2)).ToDictionary(file => file.name, file => File.ReadAllBytes(file.Item2));
        return new(model(configuration), tokenizer, processor, template, generation, files);
    }

    /// <summary>A second policy with its own copy of the weights, for instance a frozen reference.</summary>
    /// <param name="trainable">Whether the copy's weights take gradients.</param>
    public Policy Clone(bool trainable = false) =>
        new(Model.Clone(trainable), Tokenizer, ImageProcessor, ChatTemplate, Generation, sideFiles);

    /// <summary>Writes a folder that this library and transformers load: weights in published names, and the files that came with them.</summary>
    /// <param name="folder">Made if it is not there; files of the same names are replaced.</param>
    /// <param name="shardBytes">Largest size of one file of weights; above it, several with an index.</param>
    public void Save(string folder, long shardBytes = QwenModel.DefaultShardBytes)
    {
        Model.Save(folder, shardBytes);
        foreach ((string name, byte[] content) in sideFiles) AtomicFile.Write(Path.Combine(folder, name), stream => stream.Write(content));
    }

    /// <summary>Encodes one user turn: the pictures, then the question, then the head of the answer.</summary>
    /// <param name="pictures">In order; may be empty where the template allows it.</param>
    /// <param name="question">The user's text, without placeholders.</param>
    /// <exception cref="CppoException">Placeholders and pictures differ in number, or a picture cannot be processed.</exception>
    public EncodedPrompt EncodePrompt(IReadOnlyList<Picture> pictures, string question) =>
        EncodePrompt([new ChatTurn("user", question, pictures.Count)], pictures);

    /// <summary>Encodes a conversation, ending with the head of the assistant's next turn.</summary>
    /// <param name="turns">The turns; each place for a picture takes the next picture.</param>
    /// <param name="pictures">As many as the turns have places.</param>
    /// <exception cref="CppoException">Placeholders and pictures differ in number, or a picture cannot be processed.</exception>
    public EncodedPrompt EncodePrompt(IReadOnlyList<ChatTurn> turns, IReadOnlyList<Picture> pictures)
    {
        string text = ChatTemplate.Render(turns, addGenerationPrompt: true);
        IReadOnlyList<int> tokens = Tokenizer.Encode(text);
        int image = Model.Configuration.Tokens.Image, placeholders = tokens.Count(id => id == image);
        if (placeholders != pictures.Count)
        {
            throw new ModelException(
                $"The prompt \"{EncodedPrompt.Shorten(text)}\" has {placeholders} picture placeholders, but {pictures.Count} pictures were given.",
                "Give one picture for each placeholder.");
        }

        PixelPatches[] patches = [.. pictures.Select(ImageProcessor.Process)];
        List<int> ids = [];
        int next = 0;
        foreach (int id in tokens)
        {
            int copies = id == image ? patches[next++].Grid.MergedTokens(Model.Configuration.Vision.MergeSize) : 1;
            for (int i = 0; i < copies; i++) ids.Add(id);
        }

        return new(ids, patches, text, Model.Configuration);
    }

    /// <summary>The same prompt about other pictures of the same sizes; nothing but the pictures is processed again.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="pictures">As many as it has, with the same sizes.</param>
    /// <exception cref="CppoException">Another number of pictures, or another size.</exception>
    public EncodedPrompt WithPictures(EncodedPrompt prompt, IReadOnlyList<Picture> pictures) =>
        prompt.WithPictures([.. pictures.Select(ImageProcessor.Process)]);

    /// <summary>
    /// Log-probabilities and entropies of responses, teacher-forced. Every prompt and its pictures run once, however many responses
    /// continue it. Differentiable while gradients are on; inside no_grad it keeps nothing.
    /// </summary>
    /// <param name="prompts">P prompts.</param>
    /// <param name="promptOf">R indices into <paramref name="prompts"/>.</param>
    /// <param name="responses">R responses as token ids, their end tokens included.</param>
    /// <param name="temperature">Divides the logits; the sampling temperature.</param>
    /// <param name="alternatives">How many of the likeliest tokens to report at every place; 0 for none.</param>
    /// <returns>Tensors over [R, T], T the longest response; the caller disposes of them.</returns>
    /// <exception cref="CppoException">The lists do not fit together, or hold ids that the model does not have.</exception>
    public ResponseScores Score(
        IReadOnlyList<EncodedPrompt> prompts,
        IReadOnlyList<int> promptOf,
        IReadOnlyList<IReadOnlyList<int>> responses,
        double temperature,
        int alternatives = 0) => ResponseScorer.Score(Model, prompts, promptOf, responses, temperature, alternatives);

    /// <summary>
    /// How far the next-token distributions move when a prompt is replaced by another, for instance by the same one about a changed picture:
    /// KL(prompt, other), whole vocabulary, teacher-forced, without gradient. [R, T, V] never exists.
    /// </summary>
    /// <param name="prompts">P prompts.</param>
    /// <param name="others">P prompts of the same lengths (<see cref="WithPictures"/>).</param>
    /// <param name="promptOf">R indices into both.</param>
    /// <param name="responses">R responses as token ids, their end tokens included.</param>
    /// <param name="temperature">Divides the logits; the sampling temperature.</param>
    /// <returns>[R, T], nats, zero at padding; the caller disposes of it.</returns>
    /// <exception cref="CppoException">The lists do not fit together, or hold ids that the model does not have.</exception>
    public Tensor Divergence(
        IReadOnlyList<EncodedPrompt> prompts,
        IReadOnlyList<EncodedPrompt> others,
        IReadOnlyList<int> promptOf,
        IReadOnlyList<IReadOnlyList<int>> responses,
        double temperature)
    {
        if (prompts.Count != others.Count)
            throw new ModelException($"There are {prompts.Count} prompts and {others.Count} others to compare them with.", "Give one other for each prompt.");
        return ResponseScorer.Divergence(Model, prompts, others, promptOf, responses, temperature);
    }

    private static void RequireAgreement(string folder, QwenConfiguration configuration, Tokenizer tokenizer, ImageProcessor processor)
    {
        VisionConfiguration vision = configuration.Vision;
        List<string> problems = [];
        if (tokenizer.Count > configuration.Text.VocabularySize)
            problems.Add($"the tokenizer has {tokenizer.Count} ids, vocab_size is {configuration.Text.VocabularySize}");
        if ((processor.PatchSize, processor.MergeSize, processor.TemporalPatchSize) != (vision.PatchSize, vision.MergeSize, vision.TemporalPatchSize))
        {
            problems.Add(
                $"preprocessor_config.json cuts patches of {processor.TemporalPatchSize} x {processor.PatchSize} merged by {processor.MergeSize}, "
                + $"config.json expects {vision.TemporalPatchSize} x {vision.PatchSize} merged by {vision.MergeSize}");
        }

        if (problems.Count > 0) throw new ModelException(folder, problems, "Use the files of one and the same model.");
    }

    /// <inheritdoc/>
    public void Dispose() => Model.Dispose();
}
