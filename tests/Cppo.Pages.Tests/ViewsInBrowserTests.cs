using System.Text.RegularExpressions;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Views;
using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>Every view with realistic numbers in a real browser: narrow and wide, light and dark, in the themes of two hosts, without styles, by keyboard.</summary>
public sealed class ViewsInBrowserTests(BrowserFixture browser)
{
    private const string Plain = "<style>body{color-scheme:light dark;background:Canvas;color:CanvasText}</style>";

    private static readonly Lazy<string> Cells = new(() => string.Concat(ViewPage.All.Select(item =>
        $"<div data-cell=\"{item.View.GetType().Name} {TextEncoder.Attribute(item.Cell)}\">{item.View.ToHtml()}</div>")));

    private static readonly Lazy<string> Audit = new(() =>
    {
        using StreamReader reader = new(typeof(ViewsInBrowserTests).Assembly.GetManifestResourceStream("audit.js")!);
        return reader.ReadToEnd();
    });

    // What a host's page says of itself, each on a system of the opposite scheme.
    public static TheoryData<string, string, ColorScheme> Hosts => new()
    {
        { "<body data-jp-theme-light=\"true\">", "--jp-layout-color0:#fff;--jp-content-font-color1:rgba(0,0,0,.87)", ColorScheme.Dark },
        { "<body data-jp-theme-light=\"false\">", "--jp-layout-color0:#111;--jp-content-font-color1:rgba(255,255,255,1)", ColorScheme.Light },
        { "<body class=\"vscode-light\">", "--vscode-editor-background:#ffffff;--vscode-editor-foreground:#3b3b3b", ColorScheme.Dark },
        { "<body class=\"vscode-dark\">", "--vscode-editor-background:#1f1f1f;--vscode-editor-foreground:#cccccc", ColorScheme.Light },
    };

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Every_view_can_be_read_at_every_width(ColorScheme scheme)
    {
        IPage page = await Open(scheme, Plain, "<body>", Cells.Value);
        List<string> found = [];
        foreach (int width in new[] { 1000, 620, 400, 300 })
        {
            await page.SetViewportSizeAsync(width, 900);
            found.AddRange((await page.EvaluateAsync<string[]>(Audit.Value)).Select(finding => $"{width} {finding}"));
        }

        await page.CloseAsync();
        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Every_view_wears_the_theme_of_its_host_whatever_the_system_says(string body, string variables, ColorScheme system)
    {
        IPage page = await Open(system, $"<style>:root{{{variables}}}body{{background:{variables.Split(':', ';')[1]}}}</style>", body, Cells.Value);
        string[] found = await page.EvaluateAsync<string[]>(Audit.Value);
        string scheme = await page.Locator("section.cppo").First.EvaluateAsync<string>("e => getComputedStyle(e).colorScheme");
        await page.CloseAsync();
        Assert.Empty(found);
        Assert.Equal(system == ColorScheme.Dark ? "light" : "dark", scheme);
    }

    [Fact]
    public async Task Without_styles_words_signs_and_captions_still_tell_everything_in_the_same_order()
    {
        IPage page = await Open(ColorScheme.Light, Plain, "<body>", Cells.Value);
        const string words = "() => [...document.querySelectorAll('section.cppo')].map(e => e.innerText.replace(/\\s+/g, ''))";
        string[] styled = await page.EvaluateAsync<string[]>(words);
        await page.EvaluateAsync("() => document.querySelectorAll('style').forEach(e => e.remove())");
        string[] bare = await page.EvaluateAsync<string[]>(words);
        bool[] led = await page.EvaluateAsync<bool[]>(
            "() => [...document.querySelectorAll('section.cppo')].map(e => e.innerText.trim().length > 0 && [...e.querySelectorAll('caption')].every(c => c.innerText.trim()))");
        await page.CloseAsync();
        Assert.All(led, Assert.True);

        // A sheet may fold words away where there is no room or say them twice; it adds none.
        Assert.Equal(styled.Length, bare.Length);
        for (int i = 0; i < styled.Length; i++) Assert.True(IsWithin(styled[i], bare[i]), $"view {i}: {styled[i]}\n{bare[i]}");
    }

    [Fact]
    public async Task Two_copies_on_a_page_do_not_disturb_each_other()
    {
        const string sizes = "() => [...document.querySelectorAll('section.cppo')].map(e => Math.round(e.getBoundingClientRect().height * 10) / 10)";
        IPage page = await Open(ColorScheme.Light, Plain, "<body>", Cells.Value);
        double[] once = await page.EvaluateAsync<double[]>(sizes);
        await page.CloseAsync();
        page = await Open(ColorScheme.Light, Plain, "<body>", Cells.Value + Cells.Value);
        double[] twice = await page.EvaluateAsync<double[]>(sizes);
        await page.CloseAsync();
        Assert.Equal([.. once, .. once], twice);
    }

    [Fact]
    public async Task Everything_that_folds_opens_from_the_keyboard_with_a_ring_of_focus()
    {
        IPage page = await Open(ColorScheme.Light, Plain, "<body>", Cells.Value, open: false);
        foreach (string place in new[] { ".cppo-d > summary", ".cppo-scroll" })
        {
            ILocator stop = page.Locator(place).First;
            bool reached = false;
            for (int i = 0; i < 80 && !reached; i++)
            {
                await page.Keyboard.PressAsync("Tab");
                reached = await page.EvaluateAsync<bool>("place => document.activeElement.matches(place)", place);
            }

            Assert.True(reached, $"Tab does not reach {place}.");
            string ring = await page.EvaluateAsync<string>("() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth; }");
            Assert.Equal("solid 2px", ring);
        }

        await page.EvaluateAsync("() => document.querySelectorAll('.cppo-d > summary')[0].focus()");
        foreach (string key in new[] { "Enter", "Space" })
        {
            bool before = await page.EvaluateAsync<bool>("() => document.activeElement.parentElement.open");
            await page.Keyboard.PressAsync(key);
            Assert.NotEqual(before, await page.EvaluateAsync<bool>("() => document.activeElement.parentElement.open"));
        }

        string[] unreachable = await page.EvaluateAsync<string[]>(
            "() => [...document.querySelectorAll('details')].filter(e => !(e.firstElementChild?.localName === 'summary' && e.firstElementChild.innerText.trim())).map(e => e.outerHTML.slice(0, 80))");
        await page.CloseAsync();
        Assert.Empty(unreachable);
    }

    [Theory]
    [InlineData(1000, ColorScheme.Light)]
    [InlineData(1000, ColorScheme.Dark)]
    [InlineData(400, ColorScheme.Light)]
    [InlineData(400, ColorScheme.Dark)]
    public async Task A_picture_of_each_view_is_kept(int width, ColorScheme scheme)
    {
        IPage page = await Open(scheme, Plain, "<body>", Cells.Value, open: false);
        await page.SetViewportSizeAsync(width, 900);
        HashSet<string> kinds = [];
        ILocator cells = page.Locator("[data-cell]");
        for (int i = 0; i < ViewPage.All.Count; i++)
        {
            string kind = Regex.Replace(ViewPage.All[i].View.GetType().Name, "View$", "").ToLowerInvariant();
            if (!kinds.Add(kind)) continue;
            string file = Path.Combine(Repository.Artifacts, $"view-{kind}-{scheme.ToString().ToLowerInvariant()}-{width}.png");
            await cells.Nth(i).ScreenshotAsync(new() { Path = file });
            Assert.True(new FileInfo(file).Length > 500, file);
        }

        await page.CloseAsync();
    }

    private async Task<IPage> Open(ColorScheme scheme, string head, string body, string cells, bool open = true)
    {
        IPage page = await browser.Page(1000, scheme);
        await page.SetContentAsync($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Views</title>{head}<style>body{{margin:0}}</style></head>{body}{cells}</body></html>");
        if (open) await page.EvaluateAsync("() => document.querySelectorAll('details').forEach(e => e.open = true)");
        return page;
    }

    private static bool IsWithin(string part, string whole)
    {
        int at = 0;
        foreach (char c in part)
        {
            at = whole.IndexOf(c, at) + 1;
            if (at == 0) return false;
        }

        return true;
    }
}
