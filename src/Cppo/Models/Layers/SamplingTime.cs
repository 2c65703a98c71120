namespace Cppo.Models.Layers;

/// <summary>
/// The time in which a model samples: no gradients flow and weights do not change. Projections of the same input are joined, and
/// loops of our own stand for libtorch's small operations. Training's passes do without: a pass that is repeated with gradients has to
/// give the same bits as without. Ends when disposed of.
/// </summary>
internal sealed class SamplingTime : IDisposable
{
    private readonly ParameterStore parameters;

    public SamplingTime(ParameterStore parameters)
    {
        this.parameters = parameters;
        parameters.Samples = true;
        foreach (LinearGroup group in parameters.Groups) group.Join();
    }

    public void Dispose()
    {
        parameters.Samples = false;
        foreach (LinearGroup group in parameters.Groups) group.Part();
    }
}
