using System.Text.Json.Nodes;
using Cppo.Evaluation;
using Cppo.Images;
using Cppo.Perturbations;
using Cppo.Rewards;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Interactive.Tests.Views;

/// <summary>Records with measured numbers: two groups, a gallery, a step and a run of the starter model.</summary>
internal static class Measured
{
    public static JsonNode Data { get; } = Load();

    /// <summary>A count question, two of five answers right, with every number of every token.</summary>
    public static GroupRecord Group { get; } = ReadGroup(Data["groups"]![0]!);

    /// <summary>A dice question, all answers right: no signal, no views.</summary>
    public static GroupRecord FlatGroup { get; } = ReadGroup(Data["groups"]![1]!) with { Preserving = [], Removing = [] };

    /// <summary>The same group before the forward passes.</summary>
    public static GroupRecord Rollouts { get; } = WithoutTokens(Group);

    public static StepReport Step { get; } = ReadStep();

    public static Sample GallerySample { get; } = new(2000102, [Picture(Data["gallery_original"]!)], (string)Data["gallery_question"]!, "2")
    {
        Kind = "bars",
        Level = 1,
    };

    public static IReadOnlyList<PerturbedView> Gallery { get; } = [.. Data["gallery"]!.AsArray().Select(view => ReadView(
        view!,
        (string)view!["role"]! == "keep" ? PerturbationEffect.Preserving : PerturbationEffect.Removing,
        GallerySample.Id))];

    public static IReadOnlyList<EvaluationReport> Evaluations { get; } =
    [
        .. new[] { "warm start", "CPPO" }.Select(name => new EvaluationReport(
            name,
            [.. Data["evaluation"]![name]!.AsObject().Select(kind => new KindAccuracy(
                kind.Key,
                (int)Math.Round((double)kind.Value!["acc"]! * (int)kind.Value["total"]!),
                (int)kind.Value["total"]!))])
        {
            Setting = "greedy, held-out pictures",
        }),
    ];

    public static DoctorReport Doctor { get; } = new(
    [
        new("Runtime", DoctorState.Ready, ".NET 10.0.0, Debian GNU/Linux 12, X64"),
        new("libtorch", DoctorState.Note, "libtorch for CPU is loaded; a patched copy in the cache folder is used.", "Nothing to do."),
        new("Device", DoctorState.Note, "no CUDA device; CPU with 2 of 2 threads", "Training runs on the CPU. For a GPU, build with -p:CppoDevice=cuda."),
        new("float32 product", DoctorState.Ready, "187 GFLOP/s at 512 × 512"),
        new("Model", DoctorState.Missing, "There is no folder checkpoints/none", "Point to a folder that holds a model in Hugging Face layout."),
    ]);

    /// <summary>A run of 200 steps of which some are made.</summary>
    public static TrainingHistory History(int made)
    {
        JsonNode run = Data["train"]!;
        double At(string name, int step) => (double)run[name]![Math.Min(step / 2, run[name]!.AsArray().Count - 1)]! + (0.03 * Math.Sin(step * 1.7));
        TrainingHistory history = new("CPPO, sync rule", 200) { Elapsed = TimeSpan.FromSeconds(0.68 * made) };
        for (int i = 0; i < made; i++)
        {
            history.Add(new StepMetrics
            {
                Step = i,
                Reward = At("reward", i),
                Accuracy = At("reward", i) - 0.08,
                Format = 1,
                Entropy = Math.Abs(At("H", i)),
                Kl = Math.Abs(At("kl", i)),
                Cpl = At("cpl", i),
                Margin = At("margin", i),
                GradientNorm = At("gn", i),
                SelectedShare = At("nsel", i),
                ZeroSignalGroups = At("zero", i),
                Length = 14.4,
                TokensPerSecond = 2718,
                Seconds = new Dictionary<string, double> { ["rollout"] = 0.17, ["reward"] = 0.004, ["policy"] = 0.17, ["views"] = 0.09, ["backward"] = 0.24, ["optimizer"] = 0.01 },
            });
        }

        foreach (int step in new[] { 0, 100, 200 }.Where(step => step <= made)) history.Add(new AccuracyPoint(step, 402 + step, 800));
        return history;
    }

    public static GroupRecord WithoutTokens(GroupRecord group) => group with
    {
        Preserving = [],
        Removing = [],
        Responses = [.. group.Responses.Select(response => response with { Tokens = [] })],
    };

    public static Picture Picture(JsonNode base64) => Images.Picture.Decode(Convert.FromBase64String((string)base64!), "a recorded picture");

    /// <summary>The two graders on answers as benchmarks have them.</summary>
    public static GraderComparison Graders { get; } = GraderComparison.Of((AnswerPair[])
    [
        new("12 cm", "12 \\text{ m}"), new("2/4", "\\frac12"), new("2/4", "\\frac12"), new("A: 12 cm", "A"), new("\\sqrt[3]{8}", "\\sqrt{8}"),
        new("0.333", "\\frac13"), new("5", "5"), new("x = 7", "7"), new(null, "None"), new("\\{2, 1\\}", "\\{1, 2\\}"), new("90°", "90"), new("6.00000005", "6"),
    ]);

    private static JsonNode Load()
    {
        using Stream stream = typeof(Measured).Assembly.GetManifestResourceStream("records.json")!;
        return JsonNode.Parse(stream)!;
    }

    private static GroupRecord ReadGroup(JsonNode node)
    {
        ulong id = (ulong)node["sample_id"]!;
        Sample sample = new(id, [Picture(node["image"]!)], (string)node["question"]!, (string)node["answer"]!)
        {
            Kind = (string)node["kind"]!,
            Level = (int)node["level"]!,
        };
        ResponseRecord[] responses = [.. node["responses"]!.AsArray().Select(response => ReadResponse(response!, sample.Answer))];
        return new(
            new(sample, [], [.. responses.Select(response => response.Response)]) { Sampling = new() { GroupSize = responses.Length } },
            [ReadView(node["keep"]!, PerturbationEffect.Preserving, id)],
            [ReadView(node["drop"]!, PerturbationEffect.Removing, id)],
            responses)
        {
            Rule = "sync, p = 0.5, gate A > 0",
            Contrast = "k3, τ = 0.1",
        };
    }

    public static PerturbedView ReadView(JsonNode node, PerturbationEffect effect, ulong sample) => new(
        Picture(node["png"]!),
        (string)node["title"]!,
        effect,
        (string)node["strength"]!,
        new DrawAddress((ulong)(int)node["seed"]![0]!, sample, 25));

    private static ResponseRecord ReadResponse(JsonNode node, string target)
    {
        bool right = (double)node["acc"]! > 0;
        string extracted = (string)node["extracted"]!;
        double advantage = (double)node["A"]!;
        TokenRecord[] tokens = [.. node["tokens"]!.AsArray().Select(token => ReadToken(token!, advantage > 0))];
        Response response = new(
            [.. tokens.Select(token => token.TokenId)],
            [.. tokens.Select(token => (float)token.LogProbability)],
            (string)node["text"]!,
            (string)node["stop"]! == "end token" ? StopReason.EndToken : StopReason.Length);
        Grade grade = new(right, extracted, target, extracted, target, right ? "equal after stage A" : "difference not zero");
        Reward reward = new([new("accuracy", right ? 1 : 0, 0.9), new("format", (double)node["fmt"]!, 0.1)], grade);
        return new(response, reward, advantage, tokens);
    }

    private static TokenRecord ReadToken(JsonNode node, bool gateOpen)
    {
        double Number(string name) => (double)node[name]!;
        string text = (string)node["text"]!;
        return new((int)node["id"]!, text, text.StartsWith("<|", StringComparison.Ordinal))
        {
            Entropy = Number("H0"),
            EntropyRemoved = Number("Hr"),
            EntropyPreserved = Number("Hp"),
            Score = Number("s"),
            LogProbability = Number("lp"),
            LogProbabilityPreserved = Number("lpp"),
            LogProbabilityRemoved = Number("lpm"),
            KlPreserved = Number("klp"),
            KlRemoved = Number("klm"),
            Cpl = Number("cpl"),
            Candidate = (bool)node["cand"]!,
            Selected = (bool)node["sel"]!,
            InLoss = (bool)node["sel"]! && gateOpen,
            IsPerception = (int)node["label"]! switch { 0 => false, 1 => true, _ => null },
            Alternatives = Alternatives(node["top0"]!),
            AlternativesRemoved = Alternatives(node["topr"]!),
        };
    }

    private static TokenAlternative[] Alternatives(JsonNode node) =>
        [.. node.AsArray().Select(pair => new TokenAlternative((string)pair![0]!, (double)pair[1]!))];

    private static StepReport ReadStep()
    {
        JsonNode node = Data["step"]!;
        double Number(string name) => (double)node[name]!;
        return new()
        {
            Step = 25,
            Method = "CPPO, sync rule",
            Groups = [.. Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? Group : FlatGroup)],
            Terms =
            [
                new("policy", 1, Number("Lp"), Number("g_pol")),
                new("KL", Number("beta"), Number("kl"), Number("g_kl")),
                new("CPL", Number("lam"), Number("cpl"), Number("g_cpl")),
            ],
            Loss = Number("loss"),
            PolicyGain = Number("pol_pos"),
            GradientNorm = Number("grad_norm"),
            LearningRate = Number("lr"),
            StepLength = Number("upd_norm"),
            Entropy = Number("H0"),
            Times =
            [
                new("rollout", Number("t_roll")),
                new("reward", 0.004),
                new("policy", Number("t_pol")),
                new("views", Number("t_view")),
                new("backward", Number("t_bwd")),
                new("optimizer", 0.012),
            ],
        };
    }
}
