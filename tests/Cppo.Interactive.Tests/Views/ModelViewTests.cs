using Cppo.Interactive.Views;
using Cppo.Models;

namespace Cppo.Interactive.Tests.Views;

public sealed class ModelViewTests
{
    [Fact]
    public void Frozen_parts_and_the_adapter_are_shown()
    {
        using Policy policy = Policy.Load(ShippedModels.Starter);
        Assert.DoesNotContain("frozen", new ModelView(ModelSummary.Of(policy)).ToHtml(), StringComparison.Ordinal);
        policy.Model.AddAdapter(new() { Rank = 4, Alpha = 8, Targets = ["q_proj"] });
        ModelView view = new(ModelSummary.Of(policy));
        foreach (string shown in new[] { view.ToHtml(), view.ToPlainText() })
        {
            Assert.Contains("rank 4, α 8", shown, StringComparison.Ordinal);
            Assert.Contains("q_proj", shown, StringComparison.Ordinal);
            Assert.Contains(" · frozen", shown, StringComparison.Ordinal);
        }

        Assert.Equal("trained", view.ToData().Columns[3].Name);
    }
}
