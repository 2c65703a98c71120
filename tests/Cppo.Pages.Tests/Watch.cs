using Cppo.Interactive.Tests.Views;
using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>Sees what a page does that a page of text does not.</summary>
internal sealed class Watch
{
    private readonly IPage page;
    private readonly List<string> seen = [];

    private Watch(IPage page) => this.page = page;

    /// <summary>Begins to watch; whatever the page asks of a network fails.</summary>
    public static async Task<Watch> Begin(IPage page)
    {
        Watch watch = new(page);
        page.Dialog += async (_, dialog) =>
        {
            watch.seen.Add($"a dialog says {dialog.Message}");
            await dialog.DismissAsync();
        };
        page.Popup += (_, popup) => watch.seen.Add($"a window opens {popup.Url}");
        page.Download += (_, download) => watch.seen.Add($"a file is loaded {download.Url}");
        await page.Context.RouteAsync("**/*", async route =>
        {
            string url = route.Request.Url;
            if (url.StartsWith("file:", StringComparison.Ordinal) || url.StartsWith("data:", StringComparison.Ordinal))
            {
                await route.ContinueAsync();
                return;
            }

            watch.seen.Add($"a request leaves {url}");
            await route.AbortAsync();
        });
        return watch;
    }

    /// <summary>Plays with everything inside a place as a mouse and a keyboard would, then fails on what was seen.</summary>
    /// <param name="what">What the page shows, for the message.</param>
    /// <param name="place">Selector of what may hold only elements of views.</param>
    /// <param name="expected">Whether a thing that was seen belongs to the page itself.</param>
    /// <param name="others">Elements beside those of views.</param>
    public async Task Check(string what, string place, Func<string, bool>? expected = null, params string[] others)
    {
        string[] found = await page.EvaluateAsync<string[]>(
            """
            ([place, allowed]) => {
              const found = new Set();
              for (const root of document.querySelectorAll(place)) for (const e of root.querySelectorAll('*')) {
                if (!allowed.includes(e.localName)) found.add(`element ${e.outerHTML.slice(0, 100)}`);
                for (const a of e.attributes) {
                  if (/^on|^(href|srcdoc|action|formaction|ping|background|poster|autofocus)$/.test(a.name)) found.add(`attribute ${a.name}="${a.value.slice(0, 100)}"`);
                  if (a.name === 'src' && !a.value.startsWith('data:image/')) found.add(`source ${a.value.slice(0, 100)}`);
                  if (a.name === 'style' && /url|expression|import/i.test(a.value)) found.add(`style ${a.value.slice(0, 100)}`);
                }
                if (e.localName === 'details') e.open = true;
                for (const event of ['mouseover', 'focus', 'click', 'toggle', 'load', 'error']) e.dispatchEvent(new Event(event));
              }
              return [...found];
            }
            """,
            new object[] { place, HostileTextTests.Elements.Concat(others).ToArray() });
        Assert.True(found.Length == 0, $"{what}: {string.Join("; ", found)}");
        string[] events = [.. seen.Where(one => expected?.Invoke(one) != true)];
        Assert.True(events.Length == 0, $"{what}: {string.Join("; ", events)}");
    }
}
