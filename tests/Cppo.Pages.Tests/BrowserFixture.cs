using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Cppo.Pages.Tests.BrowserFixture))]

namespace Cppo.Pages.Tests;

/// <summary>The system's Chromium, started once when the first test asks.</summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A new page; the test is skipped where no browser is installed.</summary>
    public async Task<IPage> Page(int width, ColorScheme scheme)
    {
        string? program = Repository.Program("chromium", "google-chrome", "chromium-browser");
        Assert.SkipWhen(program is null, "No Chromium is installed; './cppo.sh test' installs it where it can.");
        playwright ??= await Playwright.CreateAsync();
        browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox"] });
        return await browser.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = width, Height = 900 } });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
