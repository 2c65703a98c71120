using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cppo.Runtime;

/// <summary>
/// Makes a copy of TorchSharp's native library that older systems can load. The library asks for the symbol version
/// GLIBCXX_3.4.32 of libstdc++ for one marker symbol without a relocation (std::ios_base_library_init); marking that one version
/// need as weak (VER_FLG_WEAK in .gnu.version_r) lets the dynamic linker go on without it. The original is only read.
/// </summary>
internal static class WeakVersionPatch
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint VersionNeedSection = 0x6FFFFFFE; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>The path of the patched copy; made once a user and original, written atomically.</summary>
    /// <exception cref="InvalidDataException">The file is not a 64-bit ELF library or does not ask for that version.</exception>
    /// <exception cref="IOException">The cache folder cannot be written.</exception>
    public static string CopyOf(string library)
    {
        byte[] bytes = File.ReadAllBytes(library);
        string key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        string folder = Path.Combine(CacheFolder(), "libtorchsharp-" + key);
        string copy = Path.Combine(folder, Path.GetFileName(library));
        if (File.Exists(copy) && new FileInfo(copy).Length == bytes.Length) return copy;

        Apply(bytes);
        Directory.CreateDirectory(folder);
        string draft = Path.Combine(folder, Path.GetRandomFileName());
        File.WriteAllBytes(draft, bytes);
        File.Move(draft, copy, overwrite: true);
        return copy;
    }

    /// <summary>Sets the weak flag in place.</summary>
    public static void Apply(Span<byte> elf)
    {
        if (elf.Length < 64 || !elf[..4].SequenceEqual("\u007fELF"u8) || elf[4] != 2 || elf[5] != 1)
            throw new InvalidDataException("not a little-endian 64-bit ELF file");

        // ELF64 header: e_shoff at 40, e_shentsize at 58, e_shnum at 60.
        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[40..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        for (int i = 0; i < count; i++)
        {
            Span<byte> header = elf[(sections + (i * size))..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != VersionNeedSection) continue;

            // Section header: sh_offset at 24, sh_link at 40 (the string table), sh_info at 44 (number of files).
            int start = (int)BinaryPrimitives.ReadUInt64LittleEndian(header[24..]);
            int link = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
            int files = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[44..]);
            int strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf[(sections + (link * size) + 24)..]);
            if (MarkWeak(elf, start, files, strings)) return;
        }

        throw new InvalidDataException($"it does not ask for {Version}");
    }

    // A list of files (Verneed: vn_cnt at 2, vn_aux at 8, vn_next at 12), each with a list of versions
    // (Vernaux: vna_flags at 4, vna_name at 8, vna_next at 12).
    private static bool MarkWeak(Span<byte> elf, int need, int files, int strings)
    {
        for (int file = 0; file < files; file++)
        {
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(elf[(need + 2)..]);
            int entry = need + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 8)..]);
            for (int i = 0; i < entries; i++)
            {
                int name = strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 8)..]);
                if (elf[name..].StartsWith(Encoding.ASCII.GetBytes(Version + "\0")))
                {
                    ushort flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(entry + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(entry + 4)..], (ushort)(flags | Weak));
                    return true;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(entry + 12)..]);
            }

            need += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(need + 12)..]);
        }

        return false;
    }

    /// <summary>The folder under the user's cache that CPPO may fill.</summary>
    internal static string CacheFolder()
    {
        string root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(Path.IsPathRooted(root) ? root : Path.GetTempPath(), "cppo");
    }
}
