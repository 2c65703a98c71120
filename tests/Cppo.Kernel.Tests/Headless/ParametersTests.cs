namespace Cppo.Kernel.Tests.Headless;

public sealed class ParametersTests
{
    private const string Declared = "int steps = 3; var rate = 1e-3;\nvar name = \"x\"; bool quick = false; double? limit = null; int[] sizes = { 1 }; var minus = -1L;";

    [Theory]
    [InlineData("steps", "50", "int steps = 50;")]
    [InlineData("rate", "1e-4", "double rate = 1e-4d;")]
    [InlineData("rate", "2", "double rate = 2d;")]
    [InlineData("name", "a \"b\" \\ \n$x", "string name = \"a \\\"b\\\" \\\\ \\n$x\";")]
    [InlineData("quick", "True", "bool quick = true;")]
    [InlineData("limit", "0.5", "double? limit = 0.5d;")]
    [InlineData("sizes", "new[] { 1, 2 }", "int[] sizes = new[] { 1, 2 };")]
    [InlineData("minus", "-7", "long minus = -7;")]
    public void A_value_becomes_a_literal_of_the_declared_type(string name, string value, string line)
    {
        NotebookDocument document = Notebooks.Of(("markdown", "# T", null), ("code", Declared, "parameters"), ("code", "steps", null));
        NotebookParameters.Inject(document, [new(name, value)]);
        Assert.Equal(4, document.Cells.Count);
        Assert.True(document.Cells[2].HasTag("injected-parameters"));
        Assert.Equal("// Parameters\n" + line, document.Cells[2].Source);
    }

    [Theory]
    [InlineData("step", "1", "no parameter step")]
    [InlineData("steps", "1.5", "a whole number")]
    [InlineData("steps", "x", "a whole number")]
    [InlineData("rate", "NaN", "a number")]
    [InlineData("quick", "maybe", "true or false")]
    [InlineData("sizes", "new[] {", "C# expression")]
    [InlineData("sizes", "1; File.Delete(\"x\")", "C# expression")]
    public void What_does_not_fit_is_explained(string name, string value, string problem)
    {
        NotebookDocument document = Notebooks.Of(("code", Declared, "parameters"));
        CppoException error = Assert.Throws<CppoException>(() => NotebookParameters.Inject(document, [new(name, value)]));
        Assert.Contains(problem, error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public void A_notebook_without_parameters_says_so()
    {
        CppoException error = Assert.Throws<CppoException>(() => NotebookParameters.Inject(Notebooks.OfCode("1"), [new("a", "1")]));
        Assert.Contains("takes no parameters", error.Message);
    }

    [Fact]
    public void Values_of_an_earlier_run_are_replaced()
    {
        NotebookDocument document = Notebooks.Of(("code", Declared, "parameters"));
        NotebookParameters.Inject(document, [new("steps", "1")]);
        NotebookParameters.Inject(document, [new("steps", "2")]);
        Assert.Equal(2, document.Cells.Count);
        Assert.Equal("// Parameters\nint steps = 2;", document.Cells[1].Source);
    }
}
