using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Cppo.Kernel.Languages.CSharp;

/// <summary>Finds the documentation of assemblies: beside the file, or, for the framework, in the SDK's reference pack.</summary>
internal static class AssemblyDocumentation
{
    // The framework's core keeps its types in one file and their documentation in many.
    private static readonly string[] CoreParts =
        ["System.Runtime.xml", "System.Collections.xml", "System.Threading.xml", "System.Runtime.Extensions.xml", "System.Memory.xml", "System.Text.RegularExpressions.xml"];

    /// <summary>The documentation of an assembly; null where there is none.</summary>
    public static DocumentationProvider? For(string assemblyPath)
    {
        string beside = Path.ChangeExtension(assemblyPath, ".xml");
        if (File.Exists(beside)) return XmlDocumentationProvider.CreateFromFile(beside);
        if (ReferencePack() is not { } pack) return null;
        if (Path.GetFileName(assemblyPath) == "System.Private.CoreLib.dll")
        {
            return new Several([.. CoreParts.Select(name => Path.Combine(pack, name)).Where(File.Exists)]);
        }

        string packed = Path.Combine(pack, Path.GetFileName(beside));
        return File.Exists(packed) ? XmlDocumentationProvider.CreateFromFile(packed) : null;
    }

    /// <summary>The folder of the framework's reference assemblies; null where no SDK is installed.</summary>
    public static string? ReferencePack()
    {
        // .../shared/Microsoft.NETCore.App/10.0.1/ -> .../packs/Microsoft.NETCore.App.Ref/10.0.1/ref/net10.0/
        string runtime = System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory();
        string root = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(root)) return null;
        return Directory.EnumerateDirectories(root, $"{Environment.Version.Major}.*")
            .Select(folder => Path.Combine(folder, "ref", $"net{Environment.Version.Major}.0"))
            .LastOrDefault(Directory.Exists);
    }

    private sealed class Several(IReadOnlyList<string> files) : XmlDocumentationProvider
    {
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

        // One document with the members of all.
        protected override Stream GetSourceStream(CancellationToken cancellationToken)
        {
            XElement members = new("members", files.SelectMany(file => XDocument.Load(file).Descendants("member")));
            MemoryStream stream = new();
            new XDocument(new XElement("doc", members)).Save(stream);
            stream.Position = 0;
            return stream;
        }
    }
}
