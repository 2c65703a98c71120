using Cppo.Rollouts;

namespace Cppo.Training;

/// <summary>
/// Ground truth of perception tokens, for worlds that have one (<c>PerceptionLabels.Of</c> of the procedural world). Used for
/// display and metrics, never for training.
/// </summary>
/// <param name="sample">What was asked.</param>
/// <param name="tokens">The texts of the response's tokens.</param>
/// <returns>One entry a token: perception token, not one, or null where it is not known.</returns>
public delegate IReadOnlyList<bool?> TokenLabels(Sample sample, IReadOnlyList<string> tokens);
