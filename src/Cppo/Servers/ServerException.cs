using Cppo.Runtime;

namespace Cppo.Servers;

/// <summary>A server that cannot be used: it is not there, refuses the key or the model, or fails again and again.</summary>
/// <param name="problem">One sentence that names the server.</param>
/// <param name="advice">One sentence that says what to do.</param>
/// <param name="cause">What was caught, if anything.</param>
public sealed class ServerException(string problem, string advice, Exception? cause = null) : CppoException(problem, advice, cause);
