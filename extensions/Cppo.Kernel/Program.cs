using Cppo.Kernel.Commands;

return await CommandLine.RunAsync(args).ConfigureAwait(false);
