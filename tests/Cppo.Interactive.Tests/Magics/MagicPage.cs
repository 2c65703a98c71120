using System.Text;
using Cppo.Interactive.Magics;
using Cppo.Interactive.Rendering;
using Cppo.Interactive.Tests.Hosting;
using Cppo.Interactive.Tests.Views;

namespace Cppo.Interactive.Tests.Magics;

/// <summary>A session of magics on the shipped model; its page is written beside the tests, to be looked at.</summary>
public sealed class MagicPage
{
    [Fact]
    public async Task A_session_of_magics_stays_within_the_budget_of_an_output()
    {
        string[] lines =
        [
            "#!cppo-doctor", "#!cppo-model starter", "#!cppo-rollout --help", "#!cppo-perturb --row 1 --seed 7",
            "#!cppo-rollout --prompts 6 --group 6", "#!cppo-entropy --row 3 --set mild", "#!cppo-step --prompts 8 --group 8 --set mild --keep",
            "#!cppo-train --steps 6 --prompts 8 --group 8 --set mild --lr 1e-4 --eval 40",
        ];
        FakeHost host = new();
        StringBuilder page = new();
        foreach (string line in lines)
        {
            host.Visible.Clear();
            await MagicRegistry.RunAsync(line, host);
            page.Append($"<div class=\"in\">{TextEncoder.Text(line)}</div>{host.Html}");
            Assert.All(host.Shown, output => Assert.InRange(Encoding.UTF8.GetByteCount(output.Html!), 1, View.OutputLimit));
            Assert.All(host.Shown, output => Assert.NotEmpty(output.PlainText));
        }

        ViewPage.Write("magics.html", page.ToString());
        ((IDisposable)host.Variables["trainer"]).Dispose();
        ((IDisposable)host.Variables["policy"]).Dispose();
    }
}
