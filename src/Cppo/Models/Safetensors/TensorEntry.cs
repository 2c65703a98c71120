using static TorchSharp.torch;

namespace Cppo.Models.Safetensors;

/// <summary>One tensor of a safetensors file, as its header describes it.</summary>
/// <param name="Name">As written in the file.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal sealed record TensorEntry(string Name, ScalarType Type, long[] Shape, long Offset, long Length)
{
    public long Elements => Length / ElementTypes.SizeOf(Type);
}

/// <summary>The element types that are read and written, with their names in the header. Weights are of the floating ones.</summary>
internal static class ElementTypes
{
    public static ScalarType? Of(string name) => name switch
    {
        "F64" => ScalarType.Float64,
        "F32" => ScalarType.Float32,
        "F16" => ScalarType.Float16,
        "BF16" => ScalarType.BFloat16,
        "I64" => ScalarType.Int64,
        _ => null,
    };

    public static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        _ => throw new ModelException($"Tensors of the type {type} are not written to checkpoints.", "Convert the tensor to float32, float16 or bfloat16 first."),
    };

    public static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 => 4,
        _ => 2,
    };
}
