using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>The page that the headless runner writes and the one that nbconvert makes of the same notebook.</summary>
public sealed class SamePageTests(ExecutedQuickstart quickstart, BrowserFixture browser)
{
    // Every view gets the same room: what is around it is the page's own matter.
    private const string Views =
        """
        () => {
          const sheet = document.createElement('style');
          sheet.textContent = 'section.cppo{width:800px!important;max-width:800px!important}';
          document.head.append(sheet);
          return [...document.querySelectorAll('section.cppo')].map(e => ({
            Name: e.className + ' ' + e.getAttribute('aria-label'), Words: e.innerText.replace(/\s+/g, ' ').trim(), Height: e.getBoundingClientRect().height,
          }));
        }
        """;

    [Fact]
    public async Task Views_stand_on_both_in_the_same_order_with_the_same_words_and_of_the_same_size()
    {
        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        string folder = Directory.CreateTempSubdirectory("cppo-nbconvert-").FullName;
        try
        {
            string? converted = await Nbconvert.Page(quickstart.Notebook, folder);
            Assert.SkipWhen(converted is null, "The system's python3 has no nbconvert; './cppo.sh test' installs it where it can.");
            Shown[] ours = await Read(quickstart.Page, "runner"), theirs = await Read(converted!, "nbconvert");
            Assert.NotEmpty(ours);
            Assert.Equal(ours.Select(view => view.Name), theirs.Select(view => view.Name));
            Assert.All(ours.Zip(theirs), pair =>
            {
                Assert.Equal(pair.First.Words, pair.Second.Words);
                Assert.True(
                    Math.Abs(pair.First.Height - pair.Second.Height) <= 4 + (0.03 * pair.First.Height),
                    $"{pair.First.Name}: {pair.First.Height} high on the runner's page, {pair.Second.Height} on nbconvert's");
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<Shown[]> Read(string path, string name)
    {
        IPage page = await browser.Page(1100, ColorScheme.Light);
        await page.Context.RouteAsync("http*://**/*", route => route.AbortAsync()); // nbconvert's template asks for libraries
        await page.GotoAsync("file://" + path, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        Shown[] views = await page.EvaluateAsync<Shown[]>(Views);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Artifacts, $"same-{name}.png"), FullPage = true });
        await page.CloseAsync();
        return views;
    }

    private sealed record Shown
    {
        public string Name { get; set; } = "";

        public string Words { get; set; } = "";

        public double Height { get; set; }
    }
}
