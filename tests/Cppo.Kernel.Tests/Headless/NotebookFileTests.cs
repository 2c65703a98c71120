using System.Text.Json.Nodes;

namespace Cppo.Kernel.Tests.Headless;

public sealed class NotebookFileTests
{
    private const string AsJupyterWrites = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "a1",
           "metadata": {},
           "source": [
            "# Title\n",
            "é \"quoted\" \\ 😀 \u0007"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "b2",
           "metadata": {
            "tags": [
             "parameters"
            ]
           },
           "outputs": [],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "Other",
           "language": "C#",
           "name": "other"
          },
          "language_info": {
           "name": "C#"
          },
          "number": 1.50
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void A_notebook_that_jupyter_wrote_comes_back_byte_for_byte() =>
        Assert.Equal(AsJupyterWrites, NotebookDocument.Parse(AsJupyterWrites, "x").Write());

    [Fact]
    public void Missing_ids_are_made_from_the_text_and_the_same_each_time()
    {
        const string json = """{"cells":[{"cell_type":"code","source":"1","outputs":[]},{"cell_type":"code","source":"1","outputs":[]}],"nbformat":4,"nbformat_minor":2}""";
        string[] ids = [.. NotebookDocument.Parse(json, "x").Cells.Select(cell => cell.Id)];
        Assert.Equal(ids, NotebookDocument.Parse(json, "x").Cells.Select(cell => cell.Id));
        Assert.Equal(2, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9-_]{1,64}$", id));
    }

    [Fact]
    public void Lines_end_where_pythons_do()
    {
        JsonArray lines = NotebookText.Split("a\r\nb\rc\u2028d\fe\n\n");
        Assert.Equal(["a\r\n", "b\r", "c\u2028", "d\f", "e\n", "\n"], lines.Select(line => line!.GetValue<string>()));
        Assert.Equal("a\r\nb\rc\u2028d\fe\n\n", NotebookText.Join(lines));
        Assert.Empty(NotebookText.Split(""));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"cells":[1],"nbformat":4}""")]
    [InlineData("""{"cells":[],"nbformat":3}""")]
    [InlineData("""{"cells":[],"nbformat":"4"}""")]
    public void What_is_not_a_notebook_is_explained(string text)
    {
        CppoException error = Assert.Throws<CppoException>(() => NotebookDocument.Parse(text, "in.ipynb"));
        Assert.StartsWith("in.ipynb", error.Message);
        Assert.NotEmpty(error.Advice);
    }

    [Fact]
    public void A_missing_notebook_is_explained() =>
        Assert.Contains("was not found", Assert.Throws<CppoException>(() => NotebookDocument.Read("none.ipynb")).Message);
}
