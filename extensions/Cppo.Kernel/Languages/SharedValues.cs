using System.Collections.Concurrent;

namespace Cppo.Kernel.Languages;

/// <summary>Hands a value from the kernel to a cell that declares a variable for it.</summary>
public static class SharedValues
{
    private static readonly ConcurrentDictionary<string, object> Waiting = new();

    /// <summary>Takes a value that the kernel has put down; called by generated code.</summary>
    public static object Take(string key) => Waiting.TryRemove(key, out object? value)
        ? value
        : throw new InvalidOperationException($"No value waits under {key}.");

    internal static string Put(object value)
    {
        string key = Guid.NewGuid().ToString("N");
        Waiting[key] = value;
        return key;
    }
}
