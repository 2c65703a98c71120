using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>Charts of Plotly.NET, restored by the notebook itself, in a browser without network.</summary>
public sealed class PlotlyTests(BrowserFixture browser)
{
    [Fact]
    public async Task A_chart_is_drawn_by_the_script_that_it_brings_and_stays_readable_without()
    {
        string folder = Directory.CreateTempSubdirectory("cppo-plotly-").FullName;
        try
        {
            string notebook = Path.Combine(folder, "plotly.ipynb"), html = Path.Combine(folder, "page.html");
            HostileNotebook.Write(
                notebook,
                "#r \"nuget: Plotly.NET, 6.0.0\"\n#r \"nuget: Plotly.NET.CSharp, 0.14.0\"",
                "Plotly.NET.CSharp.Chart.Line<int, double, string>(new[] { 1, 2, 3 }, new[] { 1.0, 4.0, 2.0 }, Name: \"</script><img src=x onerror=alert(1)>\")",
                "Plotly.NET.CSharp.Chart.Column<double, string, string>(new[] { 1.0, 2.0 }, new[] { \"a\", \"b\" })");
            (int code, string output) = await Repository.Run("dotnet", [Repository.Tool, "run", notebook, "--html", html]);
            Assert.True(code == 0, output);
            string text = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
            Assert.InRange(text.Length, 3_000_000, 4_500_000); // the library once
            Assert.Contains("cppo-fig", text, StringComparison.Ordinal);
            Assert.Contains("A chart of Plotly: drawn by plotly.js in the browser (bar).", text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img src=x", text, StringComparison.Ordinal);

            IPage page = await browser.Page(1000, ColorScheme.Light);
            Watch watch = await Watch.Begin(page);
            await page.GotoAsync("file://" + html);
            await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Artifacts, "plotly.png"), FullPage = true });
            Assert.Equal(2, await page.Locator(".js-plotly-plot .main-svg .plot").CountAsync());
            Assert.Equal(0, await page.Locator("img[onerror]").CountAsync());
            await watch.Check("the page's own text", "pre");
            await page.CloseAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
