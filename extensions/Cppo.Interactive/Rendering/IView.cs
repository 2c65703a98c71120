using Microsoft.Data.Analysis;

namespace Cppo.Interactive.Rendering;

/// <summary>A picture of a result: markup for notebooks, a table for terminals, rows for a data frame.</summary>
public interface IView
{
    /// <summary>One root element with its style sheets; complete without script and without network.</summary>
    string ToHtml();

    /// <summary>A table or a few lines for a terminal.</summary>
    string ToPlainText();

    /// <summary>The numbers as rows.</summary>
    DataFrame ToData();
}
