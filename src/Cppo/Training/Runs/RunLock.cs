using Cppo.Runtime;

namespace Cppo.Training.Runs;

/// <summary>Lets one process at a time write a run directory. The system frees it when the process ends, however it ends.</summary>
internal static class RunLock
{
    // EAGAIN on Linux, ERROR_SHARING_VIOLATION on Windows, EWOULDBLOCK on macOS.
    private static readonly int[] Taken = [11, 32, 35];

    private const string Name = "lock";
    private const int Tries = 5, PauseMilliseconds = 20;

    /// <summary>Makes the folder where it is not there, and locks it.</summary>
    /// <exception cref="CppoException">Another process has it, or it cannot be written.</exception>
    public static FileStream Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return Open(Path.Combine(folder, Name));
        }
        catch (IOException error) when (Taken.Contains(error.HResult & 0xFFFF))
        {
            throw new CppoException($"The run directory {folder} is in use by another run.", "Wait for the other run, or choose another folder.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CppoException(
                $"The run directory {folder} cannot be written: {error.Message}", "Choose a folder that you may write to.", error);
        }
    }

    // Who asks whether a run is going on holds the lock for an instant: only a lock that stays is another run's.
    private static FileStream Open(string path)
    {
        for (int left = Tries; ; left--)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException error) when (left > 1 && Taken.Contains(error.HResult & 0xFFFF))
            {
                Thread.Sleep(PauseMilliseconds);
            }
        }
    }

    /// <summary>Whether some process writes the directory now.</summary>
    public static bool IsTaken(string folder)
    {
        try
        {
            string path = Path.Combine(folder, Name);
            if (!File.Exists(path)) return false;
            using FileStream mine = new(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (IOException error) when (Taken.Contains(error.HResult & 0xFFFF))
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
