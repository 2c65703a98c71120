using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Languages.FSharp;
using Cppo.Kernel.Languages.Magics;
using Cppo.Kernel.Languages.Markup;
using Cppo.Kernel.Languages.Sql;

namespace Cppo.Kernel.Languages;

/// <summary>The languages of one session.</summary>
internal sealed class CellLanguages : IDisposable
{
    private readonly Dictionary<string, ICellLanguage> all;

    public CellLanguages()
    {
        CSharp = new();
        FSharpLanguage fsharp = new(CSharp.Session);
        all = new ICellLanguage[]
        {
            CSharp, fsharp, new HtmlLanguage(), new MarkdownLanguage(), new MermaidLanguage(), new JavaScriptLanguage(), new SqlLanguage(() => CSharp.Variables().Concat(fsharp.Variables())),
        }.ToDictionary(language => language.Name, StringComparer.Ordinal);
    }

    /// <summary>C#, which our magics read from and store in.</summary>
    public CSharpLanguage CSharp { get; }

    /// <summary>All of them.</summary>
    public IEnumerable<ICellLanguage> All => all.Values;

    /// <summary>The language of a name.</summary>
    /// <param name="name">One of <see cref="CellLanguageNames"/>.</param>
    /// <exception cref="Runtime.CppoException">The kernel does not speak it.</exception>
    public ICellLanguage Of(string name) => all.GetValueOrDefault(name) ?? throw KernelMagics.Unspoken(name);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ICellLanguage language in all.Values) language.Dispose();
    }
}
