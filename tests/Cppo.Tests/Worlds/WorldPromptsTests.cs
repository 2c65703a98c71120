using Cppo.Training;
using Cppo.Worlds;

namespace Cppo.Tests.Worlds;

public sealed class WorldPromptsTests
{
    [Fact]
    public void No_step_and_no_round_repeats_a_sample()
    {
        PromptSource prompts = new ProceduralWorld(3).Prompts(4);
        ulong[] ids = [.. from step in Enumerable.Range(0, 3) from round in Enumerable.Range(0, 3) from sample in prompts.Draw(step, round) select sample.Id];
        Assert.Equal(36, ids.Distinct().Count());
        Assert.Equal(prompts.Draw(2, 1).Select(sample => sample.Id), new ProceduralWorld(3).Prompts(4).Draw(2, 1).Select(sample => sample.Id));
    }
}
