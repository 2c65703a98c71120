namespace Cppo.Kernel.Serving;

/// <summary>A request that gets an error object of the OpenAI protocol instead of an answer.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">One sentence that names the field and says what it takes.</param>
/// <param name="parameter">The field; null where it is none.</param>
/// <param name="code">A word for programs ("model_not_found"); null where there is none.</param>
internal sealed class RequestException(int status, string message, string? parameter = null, string? code = null) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>The field that is wrong.</summary>
    public string? Parameter { get; } = parameter;

    /// <summary>A word for programs.</summary>
    public string? Code { get; } = code;

    /// <summary>The kind of error, as OpenAI names it.</summary>
    public string Type => Status switch
    {
        401 => "authentication_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };

    /// <summary>A field of a request that is not what it should be.</summary>
    public static RequestException Field(string name, string wanted) => new(400, $"'{name}' must be {wanted}.", name);
}
