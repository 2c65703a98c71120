using Cppo.Evaluation.Benchmarking;

namespace Cppo.Tests.Evaluation.Benchmarking;

public sealed class PythonListTests
{
    [Theory]
    [InlineData("[]", new string[0])]
    [InlineData(" ['a', 'b'] ", new[] { "a", "b" })]
    [InlineData("[\"it's\", 'b, c', 3]", new[] { "it's", "b, c", "3" })]
    [InlineData("['\\\\frac{1}{2}', 'x\\'y', '\\pi']", new[] { "\\frac{1}{2}", "x'y", "\\pi" })]
    [InlineData("['a',]", new[] { "a" })]
    public void Lists_are_read_as_Python_prints_them(string text, string[] entries) => Assert.Equal(entries, PythonList.Of(text));

    [Theory]
    [InlineData("a, b")]
    [InlineData("['a' 'b']")]
    [InlineData("['a")]
    [InlineData("['a]")]
    [InlineData("")]
    public void What_is_no_list_is_said(string text) => Assert.Null(PythonList.Of(text));
}
