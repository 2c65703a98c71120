using Cppo.Perturbations;

namespace Cppo.Training;

/// <summary>Stage 4: one preserving and one removing view a prompt; for PAPO a masked one.</summary>
internal static class ViewStage
{
    /// <summary>
    /// Draws views where the contrastive term can use them: prompts with a response whose advantage is positive (gate on), or with
    /// any response (gate off). What is skipped would add exactly nothing to the loss.
    /// </summary>
    public static IReadOnlyList<GroupRecord> Draw(IReadOnlyList<GroupRecord> groups, Method method, ulong seed, int step) =>
        [
            .. groups.Select(group => IsUsed(group, method) ? WithViews(group, method, seed, step) : group)
                .Select(group => method.UsesMask ? WithMask(group, method, seed, step) : group),
        ];

    /// <summary>Whether the contrastive term can use a response.</summary>
    public static bool IsUsed(ResponseRecord response, Method method) =>
        method.IsContrastive && (!method.Gate || response.Advantage > 0);

    /// <summary>Draws both views of every picture of a group; width and height never change.</summary>
    public static GroupRecord WithViews(GroupRecord group, Method method, ulong seed, int step)
    {
        ulong when = method.ViewDraws == ViewDraws.OncePerSample ? 0 : (ulong)step;
        ViewPair[] pairs = [.. group.Group.Sample.Pictures.Select((picture, index) =>
            method.Perturbations.Draw(picture, new DrawAddress(seed, group.Group.Sample.Id, when) { Picture = (ulong)index }))];
        return group with
        {
            Preserving = [.. pairs.Select(pair => pair.Preserving)],
            Removing = [.. pairs.Select(pair => pair.Removing)],
        };
    }

    // PAPO compares every token, whatever its advantage: every prompt is masked.
    private static GroupRecord WithMask(GroupRecord group, Method method, ulong seed, int step) => group with
    {
        Masked = [.. group.Group.Sample.Pictures.Select((picture, index) => method.MaskedView.Apply(
            picture, new DrawAddress(seed, group.Group.Sample.Id, (ulong)step) { Picture = (ulong)index }, "PAPO"))],
    };

    private static bool IsUsed(GroupRecord group, Method method) =>
        group.Group.Sample.Pictures.Count > 0 && group.Responses.Any(response => IsUsed(response, method));
}
