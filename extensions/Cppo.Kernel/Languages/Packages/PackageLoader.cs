using System.Diagnostics;
using Cppo.Kernel.Languages.CSharp;
using Cppo.Kernel.Sessions;

namespace Cppo.Kernel.Languages.Packages;

/// <summary>Restores the packages of a cell with visible progress and makes them known to the session.</summary>
internal static class PackageLoader
{
    /// <summary>Loads packages; those that the kernel has are only named.</summary>
    public static async Task LoadAsync(IReadOnlyList<PackageRequest> requests, PackageRestorer restorer, CellContext context)
    {
        foreach (PackageRequest own in requests.Where(request => request.IsBuiltIn))
        {
            context.Run.Output.Display(MimeBundle.Text($"{own.Id} is part of this kernel; nothing was restored."), null);
        }

        PackageRequest[] wanted = [.. requests.Where(request => !request.IsBuiltIn)];
        if (wanted.Length == 0) return;
        string id = Guid.NewGuid().ToString("N");
        string labels = string.Join(", ", wanted.Select(request => request.Label));
        context.Run.Output.Display(MimeBundle.Text($"Restoring {labels} …"), id);
        RestoredPackages restored;
        using (CancellationTokenSource ticking = CancellationTokenSource.CreateLinkedTokenSource(context.Run.Cancellation))
        {
            Task ticks = TickAsync(context, id, labels, ticking.Token);
            try
            {
                restored = await restorer.RestoreAsync(wanted, context.Run.Cancellation).ConfigureAwait(false);
            }
            catch
            {
                context.Run.Output.UpdateDisplay(MimeBundle.Text($"Restoring {labels} failed."), id);
                throw;
            }
            finally
            {
                await ticking.CancelAsync().ConfigureAwait(false);
                await ticks.ConfigureAwait(false);
            }
        }

        HashSet<string> kept = Reference(restored, context.CSharp);
        string[] known = [.. wanted.Select(request => request.Id).Where(kept.Contains)];
        string note = known.Length == 0 ? "" : $" ({string.Join(", ", known)} was there already and stays as it is)";
        string loaded = string.Join(", ", wanted.Select(request => $"{request.Id} {restored.Versions.GetValueOrDefault(request.Id, request.Version)}"));
        context.Run.Output.UpdateDisplay(MimeBundle.Text($"Loaded {loaded}{note}"), id);
    }

    // What the kernel itself runs on stays as it is: two copies of one type would not be the same type.
    private static HashSet<string> Reference(RestoredPackages restored, CSharpSession csharp)
    {
        HashSet<string> kept = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in restored.Assemblies)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (csharp.References.Contains(name))
            {
                kept.Add(name);
                continue;
            }

            csharp.References.Add(file);
            csharp.Loader.AddFile(file);
        }

        foreach (string file in restored.Natives) csharp.Loader.AddNative(file);
return kept;
    }

    private static async Task TickAsync(CellContext context, string id, string labels, CancellationToken cancellation)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(500, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!cancellation.IsCancellationRequested)
            {
                context.Run.Output.UpdateDisplay(MimeBundle.Text($"Restoring {labels} … {watch.Elapsed.TotalSeconds:0} s"), id);
            }
        }
    }
}
