namespace Cppo.Servers;

/// <summary>Reads answers whole before anyone looks at them: none larger than a bound, and none that is a web page.</summary>
/// <param name="next">Sends requests.</param>
/// <param name="bound">Largest answer in bytes.</param>
internal sealed class BoundedAnswers(HttpMessageHandler next, long bound = 32 * 1024 * 1024) : DelegatingHandler(next)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            await response.Content.LoadIntoBufferAsync(bound, cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode) await RequireObjectAsync(response.Content, cancellationToken).ConfigureAwait(false);
            return response;
        }
        catch (HttpRequestException error) when (error.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            response.Dispose();
            throw new UnreadableAnswerException($"The answer is larger than {bound / (1024 * 1024)} MB.", error);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task RequireObjectAsync(HttpContent content, CancellationToken cancellation)
    {
        Stream body = await content.ReadAsStreamAsync(cancellation).ConfigureAwait(false); // buffered: it stays readable
        byte[] head = new byte[64];
        int read = await body.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        body.Position = 0;
        ReadOnlySpan<byte> start = head.AsSpan(0, read).TrimStart(" \t\r\n"u8);
        if (start.StartsWith("{"u8)) return;
        throw new UnreadableAnswerException(start.StartsWith("<"u8) ? "The answer is a web page, not JSON." : "The answer is no JSON object.");
    }
}
