global using Cppo.Kernel.Headless;
global using Cppo.Kernel.Languages;
global using Cppo.Kernel.Languages.CSharp;
global using Cppo.Kernel.Protocol;
global using Cppo.Kernel.Sessions;
global using Cppo.Runtime;
