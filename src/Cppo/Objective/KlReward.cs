using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Objective;

/// <summary>
/// The KL to the reference policy as part of the reward instead of the loss (AReaL "kl_ctl", InstructGPT): every response token is
/// rewarded with -coefficient * KL(old, reference), and a token's advantage is that of its response plus what is still to come.
/// </summary>
/// <param name="Coefficient">Of the KL.</param>
public sealed record KlReward(double Coefficient)
{
    /// <summary>The estimator. AReaL: k1 clamped to +-10.</summary>
    public KullbackLeibler Estimator { get; init; } = KullbackLeibler.ClampedK1;

    /// <summary>Advantages a token.</summary>
    /// <param name="advantages">Of the responses [R].</param>
    /// <param name="old">Log-probabilities at the rollout [R, T].</param>
    /// <param name="reference">Log-probabilities of the reference policy [R, T].</param>
    /// <param name="responseMask">[R, T], not 0 where a response token is.</param>
    /// <returns>[R, T], 0 outside the response, without gradient.</returns>
    public Tensor Advantages(Tensor advantages, Tensor old, Tensor reference, Tensor responseMask)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        Tensor mask = ResponseMask.Boolean(responseMask);
        Tensor rewards = ResponseMask.Only(Estimator.PerToken(old, reference) * -Coefficient, mask); // [R, T]
        Tensor toGo = rewards.flip(-1).cumsum(-1).flip(-1); // [R, T]
        return ResponseMask.Only(toGo + ResponseMask.PerToken(advantages, old), mask).MoveToOuterDisposeScope();
    }
}
