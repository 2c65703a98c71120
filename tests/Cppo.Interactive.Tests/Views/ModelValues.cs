using Cppo.Images;
using Cppo.Models;
using Cppo.Runtime;
using Cppo.Text;
using Cppo.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Interactive.Tests.Views;

/// <summary>What the shipped starter makes of a text, of pictures and of its own weights.</summary>
internal static class ModelValues
{
    static ModelValues()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Picture picture = new ProceduralWorld(7, WorldSplit.HeldOut).Sample(3).Pictures[0];
        EncodedPrompt prompt = policy.EncodePrompt([picture], "How many red circles does the naïve 𝕏 count?\n\tTwo  or 漢?");
        Text = TokenizedText.Of(policy.Tokenizer, prompt.Ids);
        Small = SeenPicture.Of(policy, picture);
        LargePicture = picture.Resize(611, 433, ResamplingFilter.Bicubic);
        Photo = SeenPicture.Of(policy, LargePicture);
        using DisposeScope scope = NewDisposeScope();
        Model = ModelSummary.Of(policy);
        Weights = TensorSummary.Of(policy.Parameters["model.layers.0.mlp.up_proj.weight"]);
        Broken = TensorSummary.Of(tensor(new[] { 1f, float.NaN, -2.5f, float.PositiveInfinity, 0f, 3e-7f }).reshape(2, 3));
        Ids = TensorSummary.Of(arange(20, ScalarType.Int64));
    }

    public static ModelSummary Model { get; }

    public static TokenizedText Text { get; }

    public static SeenPicture Small { get; }

    public static Picture LargePicture { get; }

    public static SeenPicture Photo { get; }

    public static TensorSummary Weights { get; }

    public static TensorSummary Broken { get; }

    public static TensorSummary Ids { get; }
}
