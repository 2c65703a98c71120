using Cppo.Rollouts;

namespace Cppo.Tests.Rollouts;

public sealed class DrawLoopsTests
{
    [Theory]
    [InlineData(5, 1.0, false)]
    [InlineData(367, 0.7, false)]
    [InlineData(367, 1.0, true)]
    [InlineData(5003, 1.6, false)]
    public void Loops_draw_what_libtorch_draws(int vocabulary, double temperature, bool greedy)
    {
        using var scope = NewDisposeScope();
        const int Rows = 64;
        using Generator generator = new(3);
        Tensor logits = randn([Rows, vocabulary], generator: generator) * 6, penalized = logits * 0.7, unsayable = tensor(new long[] { 0, 3 });
        SamplingOptions options = new() { Temperature = temperature, Greedy = greedy };
        double[] uniforms = [0, 1 - 1e-16, .. Enumerable.Range(2, Rows - 2).Select(row => (row + 0.37) / (Rows + 1))];
        using TokenDraw plain = new(options, unsayable), loops = new(options, unsayable);
        DrawnTokens expected = plain.Draw(Rows, vocabulary, (start, count) => logits.narrow(0, start, count), uniforms); // gradients are on: libtorch's way
        using var frozen = no_grad();
        DrawnTokens drawn = loops.Draw(Rows, vocabulary, (start, count) => logits.narrow(0, start, count), uniforms);
        Assert.Equal(expected.Tokens, drawn.Tokens);
        Near(expected.LogProbabilities, drawn.LogProbabilities);
        Near(expected.Entropies, drawn.Entropies);
        Assert.DoesNotContain(drawn.Tokens, id => id is 0 or 3);

        DrawnTokens weakened = new DrawLoops(temperature, greedy, [0, 3]).Draw(logits, penalized, uniforms);
        DrawnTokens ofPenalized = loops.Draw(Rows, vocabulary, (start, count) => penalized.narrow(0, start, count), uniforms);
        Assert.Equal(ofPenalized.Tokens, weakened.Tokens);
        Assert.Equal(drawn.Entropies, weakened.Entropies);
    }

    [Fact]
    public void A_token_without_probability_is_never_drawn()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        Tensor logits = full([3, 700], -1e4f);
        logits[0, 0] = logits[1, 650] = logits[2, 699] = 1;
        DrawnTokens drawn = new DrawLoops(1, false, []).Draw(logits, null, [0, 0.5, 1 - 1e-16]);
        Assert.Equal([0L, 650, 699], drawn.Tokens);
        Assert.All(drawn.LogProbabilities, value => Assert.Equal(0, value, 1e-6));
    }

    private static void Near(float[] expected, float[] actual)
    {
        foreach ((float a, float b) in expected.Zip(actual)) Assert.Equal(a, b, 2e-5);
    }
}
