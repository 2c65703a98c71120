using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>The page that the demo leaves, in a real browser with scripts switched off: what a person sees.</summary>
public sealed class PageTests(ExecutedQuickstart quickstart)
{
    [Theory]
    [InlineData(1000, ColorScheme.Light)]
    [InlineData(1000, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    public async Task The_page_shows_every_stage_without_scripts(int width, ColorScheme scheme)
    {
        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        string? browser = Repository.Program("chromium", "google-chrome", "chromium-browser");
        Assert.SkipWhen(browser is null, "No Chromium is installed; './cppo.sh test' installs it where it can.");

        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser chromium = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = browser, Args = ["--no-sandbox"] });
        IPage page = await chromium.NewPageAsync(new()
        {
            JavaScriptEnabled = false,
            ColorScheme = scheme,
            ViewportSize = new() { Width = width, Height = 900 },
        });
        List<string> requests = [];
        page.Request += (_, request) => requests.Add(request.Url);
        await page.GotoAsync("file://" + quickstart.Page);
        await page.ScreenshotAsync(new()
        {
            Path = Path.Combine(Repository.Artifacts, $"quickstart-{scheme.ToString().ToLowerInvariant()}-{width}.png"),
            FullPage = true,
        });

        // Each view of the step is there, has a size, and says what it is.
        foreach (string view in new[] { "cppo-doctor", "cppo-rollout", "cppo-gallery", "cppo-strip", "cppo-step", "cppo-train", "cppo-evaluation" })
        {
            ILocator first = page.Locator($"section.{view}").First;
            Assert.True(await first.IsVisibleAsync(), $"{view} is not visible");
            LocatorBoundingBoxResult box = (await first.BoundingBoxAsync())!;
            Assert.True(box.Height > 40 && box.Width > 250, $"{view} is {box.Width} x {box.Height}");
            Assert.True(box.X >= 0 && box.X + box.Width <= width + 1, $"{view} sticks out: {box.X} + {box.Width} at {width}");
            Assert.False(string.IsNullOrWhiteSpace(await first.GetAttributeAsync("aria-label")), $"{view} has no label");
        }

        Assert.True(await page.GetByText("</think>").First.IsVisibleAsync(), "no response can be read");
        Assert.Equal(0, await page.Locator("script").CountAsync());
        Assert.Equal(0, await page.Locator("img:not([alt])").CountAsync());
        Assert.Equal(0, await page.Locator("img:not([width])").CountAsync());
        Assert.All(requests, url => Assert.True(url.StartsWith("file://") || url.StartsWith("data:"), $"the page asks the network for {url}"));
    }
}
