Console.Error.WriteLine("cppo: not built yet");
return 1;
