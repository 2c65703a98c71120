using Cppo.Models;
using Cppo.Objective;
using Cppo.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Cppo.Training;

/// <summary>Turns the tensors of a step into records that views and tables can read.</summary>
internal static class TokenRecords
{
    /// <summary>The groups with one record a response token. Nothing here has a gradient.</summary>
    public static IReadOnlyList<GroupRecord> Of(
        ForwardPasses passes,
        PerceptionSelection selection,
        Tensor inLoss,
        ContrastivePerception? contrast,
        Method method,
        Tokenizer tokenizer,
        TokenLabels? labels,
        IReadOnlyList<ObjectiveTerm>? terms = null)
    {
        using IDisposable none = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Grid entropy = new(passes.Original.Entropies), lp = new(passes.Original.LogProbabilities);
        Likeliest likeliest = new(passes.Original.Alternatives, tokenizer), likeliestRemoved = new(passes.Removed.Alternatives, tokenizer);
        Grid? Shares(string name) => terms?.Where(term => term.Name == name).Select(term => term.Shares).FirstOrDefault() is { } shares ? new(shares) : null;
        Grid? policy = Shares("policy"), kl = Shares("KL"), cpl = Shares("CPL");
        ViewGrids views = new(passes, selection, inLoss, contrast);
        Dictionary<int, int> viewRowOf = passes.ViewRows.Select((row, index) => (row, index)).ToDictionary(x => x.row, x => x.index);

        string rule = method.IsContrastive ? method.RuleInWords : "";
        int row = 0;
        return [.. passes.Groups.Select(group => group with
        {
            Rule = rule,
            Contrast = contrast is null ? "" : method.ContrastInWords,
            Responses = [.. group.Responses.Select(response =>
            {
                int r = row++;
                int view = viewRowOf.GetValueOrDefault(r, -1);
                IReadOnlyList<int> ids = response.Response.TokenIds;
                string[] texts = [.. ids.Select(tokenizer.TokenText)];
                IReadOnlyList<bool?> truth = labels?.Invoke(group.Group.Sample, texts) ?? new bool?[ids.Count];
                return response with
                {
                    Tokens = [.. ids.Select((id, t) =>
                    {
                        TokenRecord record = new(id, texts[t], tokenizer.IsSpecial(id))
                        {
                            Entropy = entropy[r, t],
                            LogProbability = lp[r, t],
                            IsPerception = truth[t],
                            Alternatives = likeliest[r, t],
                            PolicyShare = policy?[r, t] ?? double.NaN,
                            KlShare = kl?[r, t] ?? double.NaN,
                        };
                        return view < 0 ? record : views.Complete(record, view, t) with
                        {
                            AlternativesRemoved = likeliestRemoved[view, t],
                            CplShare = cpl?[view, t] ?? double.NaN,
                        };
                    })],
                };
            })],
        })];
    }

    /// <summary>The numbers of the responses that have views, [V, T] each.</summary>
    private sealed class ViewGrids(
        ForwardPasses passes, PerceptionSelection selection, Tensor inLoss, ContrastivePerception? contrast)
    {
        private readonly Grid entropyRemoved = new(passes.Removed.Entropies), entropyPreserved = new(passes.Preserved.Entropies);
        private readonly Grid preserved = new(passes.Preserved.LogProbabilities), removed = new(passes.Removed.LogProbabilities);
        private readonly Grid score = new(selection.Score), candidate = new(selection.Candidates), selected = new(selection.Selected);
        private readonly Grid inLoss = new(inLoss);
        private readonly Grid? klPreserved = contrast is null ? null : new(contrast.KlPreserved);
        private readonly Grid? klRemoved = contrast is null ? null : new(contrast.KlRemoved);
        private readonly Grid? cpl = contrast is null ? null : new(contrast.Loss);

        public TokenRecord Complete(TokenRecord record, int v, int t) => record with
        {
            EntropyRemoved = entropyRemoved[v, t],
            EntropyPreserved = entropyPreserved[v, t],
            LogProbabilityPreserved = preserved[v, t],
            LogProbabilityRemoved = removed[v, t],
            Score = score[v, t],
            Candidate = candidate[v, t] > 0,
            Selected = selected[v, t] > 0,
            InLoss = inLoss[v, t] > 0,
            KlPreserved = klPreserved is null ? double.NaN : klPreserved[v, t],
            KlRemoved = klRemoved is null ? double.NaN : klRemoved[v, t],
            Cpl = cpl is null ? double.NaN : cpl[v, t],
        };
    }

    /// <summary>A tensor [rows, T] on the host, read once.</summary>
    private sealed class Grid
    {
        private readonly double[] values;
        private readonly long width;

        public Grid(Tensor tensor)
        {
            using Tensor host = tensor.detach().to_type(ScalarType.Float64).cpu().contiguous();
            (values, width) = (host.numel() == 0 ? [] : host.data<double>().ToArray(), tensor.shape[^1]);
        }

        public double this[int row, int token] => values[(row * width) + token];
    }

    /// <summary>The likeliest tokens at every place, [rows, T, k], with their texts; none where they were not asked for.</summary>
    private sealed class Likeliest(TokenAlternatives? alternatives, Tokenizer tokenizer)
    {
        private readonly Grid? probabilities = alternatives is null ? null : new(alternatives.Probabilities.flatten(0, 1));
        private readonly Grid? ids = alternatives is null ? null : new(alternatives.Ids.flatten(0, 1));
        private readonly long tokens = alternatives?.Ids.shape[1] ?? 0, count = alternatives?.Ids.shape[2] ?? 0;

        public IReadOnlyList<TokenAlternative> this[int row, int token] =>
            [.. Enumerable.Range(0, (int)count).Select(k => new TokenAlternative(
                tokenizer.TokenText((int)ids![(int)((row * tokens) + token), k]), probabilities![(int)((row * tokens) + token), k]))];
    }
}
