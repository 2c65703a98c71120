using System.Diagnostics.CodeAnalysis;
using Cppo.Interactive.Rendering;

namespace Cppo.Kernel.Formatting;

/// <summary>Finds the view of a value.</summary>
internal static class ViewLookup
{
    /// <summary>The view of a value; false where it has none.</summary>
    public static bool TryFind([NotNullWhen(true)] object? value, [NotNullWhen(true)] out IView? view)
    {
        view = value as IView;
        return view is not null;
    }
}
