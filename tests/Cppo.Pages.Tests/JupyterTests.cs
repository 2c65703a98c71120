using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;

namespace Cppo.Pages.Tests;

/// <summary>Debian's Jupyter notebook with our kernel in a real browser, by keyboard: what is seen when cells run, when a run is stopped, and when it goes on.</summary>
public sealed class JupyterTests(BrowserFixture browser)
{
    private const float Patience = 120_000;

    [Fact]
    public async Task A_notebook_runs_by_keyboard_and_a_training_run_can_be_stopped_and_taken_up()
    {
        string? program = Repository.Program("jupyter-notebook");
        Assert.SkipWhen(program is null, "Jupyter notebook is not installed (Debian's package jupyter-notebook); './cppo.sh test' installs it where it can.");
        string folder = Directory.CreateTempSubdirectory("cppo-notebook-").FullName;
        Process? server = null;
        try
        {
            (int installed, string report) = await Repository.Run("dotnet", [Repository.Tool, "kernel", "install", "--prefix", folder]);
            Assert.True(installed == 0, report);
            HostileNotebook.Write(
                Path.Combine(folder, "small.ipynb"),
                "#!cppo-doctor", "#!cppo-model starter", "#!cppo-train --steps 4000 --prompts 4 --group 4 --tokens 12 --eval 0", "#!cppo-train --resume --eval 0");
            int port = FreePort();
            server = Start(program!, folder, port);
            IPage page = await browser.Page(1000, ColorScheme.Light);
            page.SetDefaultTimeout(Patience);
            await Open(page, $"http://127.0.0.1:{port}/notebooks/small.ipynb");

            // All by keyboard: the first cell is selected, each is run and the next one selected.
            ILocator cells = page.Locator(".cell.code_cell");
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("Control+Home");
            for (int i = 0; i < 3; i++) await page.Keyboard.PressAsync("Shift+Enter");
            await Seen(cells.Nth(0).Locator("section.cppo-doctor"));
            await Seen(cells.Nth(1).Locator("section.cppo-model"));
            await Seen(cells.Nth(2).Locator("section.cppo-train"));
            await page.WaitForFunctionAsync("() => /step [1-9]/i.test(document.querySelector('section.cppo-train').innerText) && document.querySelector('section.cppo-train polyline')");

            await Interrupt(page);
            await Seen(cells.Nth(2).GetByText("#!cppo-train --resume goes on").First);
            Assert.Contains("interrupted", await cells.Nth(2).Locator("section.cppo-train").First.InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
            Assert.Equal(0, await cells.Nth(2).GetByText("Traceback").CountAsync());

            await page.Keyboard.PressAsync("Shift+Enter");
            await Seen(cells.Nth(3).Locator("section.cppo-train"));
            await page.WaitForTimeoutAsync(1000);
            await Interrupt(page);
            await Seen(cells.Nth(3).GetByText("#!cppo-train --resume goes on").First);

            foreach (ColorScheme scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await page.EmulateMediaAsync(new() { ColorScheme = scheme });
                foreach (ILocator section in await page.Locator("section.cppo").AllAsync())
                {
                    LocatorBoundingBoxResult? box = await section.BoundingBoxAsync();
                    Assert.True(box is { Width: > 250, Height: > 10 }, $"{await section.GetAttributeAsync("class")} is {box?.Width} x {box?.Height}");
                }

                await page.Locator("#notebook-container").ScreenshotAsync(new() { Path = Path.Combine(Repository.Artifacts, $"jupyter-{scheme.ToString().ToLowerInvariant()}.png") });
            }

            await page.CloseAsync();
        }
        finally
        {
            if (server is not null) await End(server);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task Seen(ILocator what) => what.First.WaitForAsync(new() { State = WaitForSelectorState.Visible, Timeout = Patience });

    // Twice I in the mode of commands, as the notebook's help says.
    private static async Task Interrupt(IPage page)
    {
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("i");
        await page.Keyboard.PressAsync("i");
    }

    private static async Task Open(IPage page, string address)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.DOMContentLoaded });
                break;
            }
            catch (PlaywrightException) when (attempt < 240)
            {
                await Task.Delay(250, TestContext.Current.CancellationToken);
            }
        }

        await page.WaitForFunctionAsync("() => window.Jupyter?.notebook?.kernel?.is_connected()");
    }

    private static Process Start(string program, string folder, int port)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])
        [
            "--allow-root", "--no-browser", "--ip=127.0.0.1", $"--port={port}", "--port-retries=0", "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={folder}",
        ]) start.ArgumentList.Add(argument);
        start.Environment["JUPYTER_PATH"] = Path.Combine(folder, "share", "jupyter");
        start.Environment["HOME"] = folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        Process server = Process.Start(start)!;
        server.OutputDataReceived += (_, _) => { };
        server.ErrorDataReceived += (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        return server;
    }

    private static async Task End(Process server)
    {
        server.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
