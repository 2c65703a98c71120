using System.Collections.Concurrent;
using Cppo.Kernel.Languages;

namespace Cppo.Kernel.Protocol;

/// <summary>Asks the user for a line and waits for it.</summary>
internal sealed class InputChannel(KernelChannel channel)
{
    private readonly BlockingCollection<string> answers = [];

    /// <summary>Takes an answer in.</summary>
    public void Received(JupyterMessage message)
    {
        if (message.Type == "input_reply") answers.Add(message.Text("value"));
    }

    /// <summary>Asks and waits.</summary>
    /// <exception cref="CellInterruptedException">The user interrupted the cell instead of answering.</exception>
    public string Ask(JupyterMessage request, string prompt, bool password, CancellationToken cancellation)
    {
        // An answer to a question that an interrupt has ended belongs to nobody.
        while (answers.TryTake(out _))
        {
        }

        channel.Ask(request, prompt, password);
        try
        {
            return answers.Take(cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new CellInterruptedException(cancellation);
        }
    }
}
