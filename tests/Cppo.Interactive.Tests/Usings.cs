namespace Cppo.Interactive.Tests;
