using Cppo.Runtime;

namespace Cppo.Servers;

/// <summary>An answer that arrived whole and is no chat completion. Asking again would bring the same.</summary>
internal sealed class UnreadableAnswerException(string problem, Exception? cause = null)
    : CppoException(problem, "Check that the address is that of an OpenAI-compatible server; it usually ends with /v1.", cause);
