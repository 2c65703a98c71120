using System.Text.Json.Nodes;
using Cppo.Images;
using Cppo.Perturbations;
using Cppo.Perturbations.Operations;
using Cppo.Tests.Images;

namespace Cppo.Tests.Perturbations;

[Trait("Category", "Golden")]
public sealed class GoldenTransformTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, Tensor>> Noise = new(() => Golden.Tensors("transforms", "occlusion_noise.safetensors"));

    public static TheoryData<string> Operations =>
        [.. Golden.Json("transforms", "transforms.json")["cases"]!.AsArray().Select(entry => entry!["op"]!.GetValue<string>()).Distinct()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Every_case_is_reproduced(string operation)
    {
        List<string> wrong = [];
        foreach (JsonNode? wanted in Golden.Json("transforms", "transforms.json")["cases"]!.AsArray().Where(entry => entry!["op"]!.GetValue<string>() == operation))
        {
            string name = wanted!["name"]!.GetValue<string>();
            JsonNode parameters = wanted["params"]!;
            Picture source = Picture.Read(Golden.At("transforms", wanted["source"]!.GetValue<string>()));
            Picture expected = Picture.Read(Golden.At("transforms", wanted["expected"]!.GetValue<string>()));
            // The blur with zeros outside sums in float32 before a truncation: the one case where a level is allowed.
            int allowed = Text(parameters, "border") == "zero" ? 1 : wanted["tolerance"]!["target_max"]!.GetValue<int>();
            int difference = PictureAssert.LargestDifference(expected, Apply(operation, name, source, parameters));
            if (difference > allowed) wrong.Add($"{name}: {difference}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Perspective_coefficients_are_those_of_the_reference()
    {
        foreach (JsonNode? wanted in Golden.Json("transforms", "transforms.json")["cases"]!.AsArray().Where(entry => entry!["params"]!["coefficients"] is not null))
        {
            JsonNode parameters = wanted!["params"]!;
            double[] coefficients = PerspectiveOperation.Coefficients(Points(parameters, "startpoints"), Points(parameters, "endpoints"))!;
            double[] expected = [.. parameters["coefficients"]!.AsArray().Select(value => value!.GetValue<double>())];
            // Equal but for the rounding noise of another solver, which matters only beside a term of full size.
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], coefficients[i], 1e-7 * Math.Max(1, Math.Abs(expected[i])));
        }
    }

    [Fact]
    public void The_asynchronous_recipe_gives_the_recorded_sizes()
    {
        foreach (JsonNode? wanted in Golden.Json("transforms", "transforms.json")["async_size_limits"]!.AsArray())
        {
            int[] size = Numbers(wanted!, "size"), result = Numbers(wanted!, "result");
            Assert.Equal((result[0], result[1]), AsyncRecipeSize.Of(size[0], size[1], wanted!["max_pixels"]!.GetValue<int>()));
        }
    }

    private static Picture Apply(string operation, string name, Picture source, JsonNode parameters) => operation switch
    {
        "brightness" => source.WithBrightness(Number(parameters, "factor")),
        "contrast" => source.WithContrast(Number(parameters, "factor")),
        "saturation" => source.WithSaturation(Number(parameters, "factor")),
        "color_jitter" => parameters["order"]!.AsArray().Aggregate(source, (picture, step) => Apply(step!.GetValue<string>(), name, picture, new JsonObject { ["factor"] = Number(parameters, step.GetValue<string>()) })),
        "greyscale" => source.ToGreyscale(),
        "perspective" => source.WithPerspective(Points(parameters, "startpoints"), Points(parameters, "endpoints"), InterpolationOf(parameters), Border.Fill((byte)Number(parameters, "fill"))),
        "rotation" => source.Rotate(Number(parameters, "angle_degrees"), InterpolationOf(parameters), Border.Fill((byte)Number(parameters, "fill")), parameters["expand"]!.GetValue<bool>()),
        "gaussian_blur" => source.Blur((int)Number(parameters, "kernel"), Number(parameters, "sigma"), Text(parameters, "border") == "zero" ? BlurBorder.Zero : BlurBorder.Reflect),
        "occlusion" => source.WithPatches([.. parameters["rectangles_x_y_w_h"]!.AsArray().Select(Rectangle)], Noise.Value[name].data<byte>().ToArray()),
        "zoom_crop" => source.ZoomTo(Box(Numbers(parameters, "box_left_top_right_bottom"))),
        "black_squares" => source.WithBlack(parameters["corners_x_y"]!.AsArray().Select(corner => Square(corner!, (int)Number(parameters, "side")))),
        "patch_blackening" => source.WithBlack(Blackened(parameters)),
        "resize" => source.Resize(Numbers(parameters, "size")[0], Numbers(parameters, "size")[1], Enum.Parse<ResamplingFilter>(Text(parameters, "interpolation")!, ignoreCase: true), Text(parameters, "order") == "vertical first" ? PassOrder.VerticalFirst : PassOrder.HorizontalFirst),
        _ => throw new NotSupportedException($"The golden data have an operation {operation} that these tests do not know."),
    };

    private static IEnumerable<PixelRectangle> Blackened(JsonNode parameters)
    {
        int side = (int)Number(parameters, "patch");
        JsonArray rows = parameters["blackened_rows_of_patches"]!.AsArray();
        return
            from y in Enumerable.Range(0, rows.Count)
            from x in Enumerable.Range(0, rows[y]!.AsArray().Count)
            where rows[y]![x]!.GetValue<int>() == 1
            select new PixelRectangle(x * side, y * side, side, side);
    }

    private static PixelRectangle Rectangle(JsonNode? numbers) =>
        new(numbers![0]!.GetValue<int>(), numbers[1]!.GetValue<int>(), numbers[2]!.GetValue<int>(), numbers[3]!.GetValue<int>());

    private static PixelRectangle Square(JsonNode corner, int side) => new(corner[0]!.GetValue<int>(), corner[1]!.GetValue<int>(), side, side);

    private static PixelRectangle Box(int[] edges) => new(edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1]);

    private static Interpolation InterpolationOf(JsonNode parameters) => Enum.Parse<Interpolation>(Text(parameters, "interpolation")!, ignoreCase: true);

    private static (double X, double Y)[] Points(JsonNode parameters, string name) =>
        [.. parameters[name]!.AsArray().Select(point => (point![0]!.GetValue<double>(), point[1]!.GetValue<double>()))];

    private static double Number(JsonNode parameters, string name) => parameters[name]!.GetValue<double>();

    private static int[] Numbers(JsonNode parameters, string name) => [.. parameters[name]!.AsArray().Select(value => value!.GetValue<int>())];

    private static string? Text(JsonNode parameters, string name) => parameters[name]?.GetValue<string>();
}
