namespace Cppo.Kernel.Tests;
