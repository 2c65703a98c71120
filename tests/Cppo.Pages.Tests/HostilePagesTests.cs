using System.Text;
using Cppo.Interactive.Tests.Views;
using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>Hostile texts in every place of every view, in a browser that runs scripts: none runs, nothing is asked of a network, no element is made.</summary>
public sealed class HostilePagesTests(BrowserFixture browser)
{
    [Fact]
    public async Task No_text_becomes_more_than_text_in_any_view()
    {
        IPage page = await browser.Page(1000, ColorScheme.Light);
        Watch watch = await Watch.Begin(page);
        string huge = string.Concat(Enumerable.Repeat("<img src=//evil.example/x onerror=alert(1)>\u202E", 20_000));
        foreach (string text in Hostile.Corpus.Append(huge))
        {
            StringBuilder cells = new("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Views</title></head><body>");
            foreach (var view in Hostile.Views(text)) cells.Append(view.ToHtml());
            await page.SetContentAsync(cells.Append("</body></html>").ToString());
            await watch.Check($"with {text[..Math.Min(40, text.Length)]}", "body");
            if (text.Contains("<img", StringComparison.Ordinal)) Assert.Contains("<img src=", await page.InnerTextAsync("body"), StringComparison.Ordinal);
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task No_text_of_a_notebook_becomes_more_than_text_on_the_runners_page_or_on_nbconverts()
    {
        string folder = Directory.CreateTempSubdirectory("cppo-hostile-").FullName;
        try
        {
            string executed = Path.Combine(folder, "executed.ipynb"), html = Path.Combine(folder, "page.html");
            (int code, string output) = await Repository.Run(
                "dotnet", [Repository.Tool, "run", HostileNotebook.Write(folder), "--out", executed, "--html", html]);
            Assert.True(code == 1 && output.Contains("onerror", StringComparison.Ordinal), output); // its last cell throws

            IPage page = await browser.Page(1000, ColorScheme.Light);
            Watch watch = await Watch.Begin(page);
            await page.GotoAsync("file://" + html);
            await watch.Check("the runner's page", "body", null, "main", "pre");
            Assert.True(await page.GetByText("<img src=").CountAsync() > 8, "the texts are not there");
            Assert.Contains("<img", await page.TitleAsync(), StringComparison.Ordinal);

            if (await Nbconvert.Page(executed, folder) is { } converted)
            {
                await page.GotoAsync("file://" + converted);
                // Its template asks for its own libraries; its tracebacks and plain texts are its own elements.
                await watch.Check("nbconvert's page", "section.cppo", one => !one.Contains("evil", StringComparison.Ordinal) && one.StartsWith("a request leaves https://", StringComparison.Ordinal));
                Assert.Equal(0, await page.Locator("img[onerror], [onmouseover]").CountAsync());
            }

            await page.CloseAsync();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
