namespace Cppo.Servers;

/// <summary>What became of the requests to a server.</summary>
/// <param name="Requests">Sent, every attempt counted.</param>
/// <param name="Answers">Responses that came.</param>
/// <param name="Retries">Attempts that had to be repeated, by cause: a status ("429"), "timeout", "connection".</param>
/// <param name="NotAnswered">Samples that failed for good.</param>
/// <param name="MostAtOnce">The largest number of requests under way at a time.</param>
public sealed record ServerStatistics(
    int Requests, int Answers, IReadOnlyDictionary<string, int> Retries, int NotAnswered, int MostAtOnce)
{
    /// <inheritdoc/>
    public override string ToString()
    {
        string again = Retries.Count == 0
            ? "none repeated"
            : $"{Retries.Values.Sum()} repeated ({string.Join(", ", Retries.Select(retry => $"{retry.Value} x {retry.Key}"))})";
        return $"{Requests} requests, {again}; {Answers} answers; {NotAnswered} samples not answered";
    }
}
