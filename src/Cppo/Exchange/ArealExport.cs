using System.Globalization;
using Cppo.Data;
using Cppo.Exchange.Mapping;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>
/// Writes a run for AReaL with the asynchronous recipe of vbdi/cppo (commit 77f8763, which carries its copy of AReaL): data in Geometry3K's
/// layout, which its script cppo/geometry3k_cppo.py reads from any folder, the configuration, a launch script, and what differs. Equal
/// input gives equal bytes.
/// </summary>
public static class ArealExport
{
    /// <summary>The configuration.</summary>
    public const string ConfigurationFile = "config.yaml";

    private const string Fork = "the folder AReaL of https://github.com/vbdi/cppo, as of commit 77f8763", Script = "cppo/geometry3k_cppo.py";

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">A new or empty one.</param>
    /// <param name="method">The method; options that AReaL lacks are listed, not refused.</param>
    /// <param name="train">Training samples in their order; read one row group at a time.</param>
    /// <param name="test">Validation samples; where there are none the first training samples stand in.</param>
    /// <param name="options">The run around the method.</param>
    /// <exception cref="CppoException">The folder is not empty or cannot be written, or there is no sample.</exception>
    public static ExportedRun Write(string folder, Method method, IReadOnlyList<Sample> train, IReadOnlyList<Sample>? test = null, ExportOptions? options = null)
    {
        options ??= new();
        ExportSamples samples = new(train, test);
        ExportedRun.Prepare(folder, "data");
        long trained = SampleWriter.WriteParquet(Path.Combine(folder, "data", "train.parquet"), samples.Train().Select(Bare));
        long tested = SampleWriter.WriteParquet(Path.Combine(folder, "data", "test.parquet"), samples.Test.Select(Bare));
        IReadOnlyList<MappedOption> rows = ArealTable.Table.Rows(method, options);
        long stepsPerEpoch = Math.Max(1, trained / options.Prompts);
        AtomicFile.WriteText(Path.Combine(folder, ConfigurationFile), $"# {HydraScript.Line(method.Name)}, written by cppo export; {VerlExport.ScriptFile} starts it.\n" + YamlText.Of(Configuration(method, options, stepsPerEpoch)));
        AtomicFile.WriteText(Path.Combine(folder, VerlExport.ScriptFile), Launch(method, options));
        AtomicFile.WriteText(
            Path.Combine(folder, DifferencesText.File),
            DifferencesText.Of(method.Name, "the asynchronous recipe of https://github.com/vbdi/cppo (commit 77f8763, on AReaL)", rows, Remarks(method, samples)));
        return new(folder, ForeignTrainer.Areal, method, ExportedRun.List(folder), rows, trained, tested, $"AREAL=... bash {VerlExport.ScriptFile}");
    }

    // The recipe's script appends the instruction itself.
    private static Sample Bare(Sample sample) => sample.Question.EndsWith(Instructions.ThinkThenBox, StringComparison.Ordinal)
        ? sample with { Question = sample.Question[..^Instructions.ThinkThenBox.Length].TrimEnd(' ') }
        : sample;

    private static IEnumerable<KeyValuePair<string, string>> Configuration(Method method, ExportOptions options, long stepsPerEpoch)
    {
        IReadOnlyList<KeyValuePair<string, string>> settings = Compact(ArealTable.Table.Settings(method, options));
        IEnumerable<KeyValuePair<string, string>> Of(string start) => settings.Where(setting => setting.Key.StartsWith(start, StringComparison.Ordinal));
        IEnumerable<KeyValuePair<string, string>> Set(params (string Key, string Value)[] pairs) => pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value));
        (string, string)[] Named(string section) =>
            [($"{section}.experiment_name", "${experiment_name}"), ($"{section}.trial_name", "${trial_name}"), ($"{section}.fileroot", "${cluster.fileroot}")];
        return
        [
            .. Set(
                ("experiment_name", method.Preset), ("trial_name", "trial0"), ("seed", "1"), ("enable_offload", "false"),
                ("total_train_epochs", Text((options.Steps + stepsPerEpoch - 1) / stepsPerEpoch)), ("total_train_steps", Text(options.Steps)), ("tokenizer_path", "${actor.path}"),
                ("cluster.n_nodes", "1"), ("cluster.n_gpus_per_node", Text(options.Devices)), ("cluster.fileroot", "experiments"),
                ("cluster.name_resolve.type", "nfs"), ("cluster.name_resolve.nfs_record_root", "experiments/name_resolve"),
                ("allocation_mode", $"vllm:d{Half(options)}+d{Half(options)}"), ("scheduler.type", "null")),
            .. Set([.. Named("rollout"), ("rollout.max_concurrent_rollouts", "128"), ("rollout.queue_size", "null"), ("rollout.consumer_batch_size", "${train_dataset.batch_size}"), ("rollout.tokenizer_path", "${tokenizer_path}"), ("rollout.dump_to_file", "true")]),
            .. Of("rollout."),
            .. Set(("gconfig.min_new_tokens", "0")), .. Of("gconfig."),
            .. Set(
                ("actor.experiment_name", "${experiment_name}"), ("actor.trial_name", "${trial_name}"), ("actor.path", options.Model), ("actor.init_from_scratch", "false"), ("actor.disable_dropout", "true"),
                ("actor.gradient_checkpointing", "true"), ("actor.dtype", "bfloat16"), ("actor.mb_spec.max_tokens_per_mb", "4096"), ("actor.mb_spec.n_mbs", "1"),
                ("actor.temperature", "${gconfig.temperature}"), ("actor.max_new_tokens", "${gconfig.max_new_tokens}"), ("actor.optimizer.type", "adam")),
            .. Of("actor."),
            .. settings.Any(setting => setting.Key == "actor.reward_norm.mean_level") ? Set(("actor.reward_norm.group_size", "${gconfig.n_samples}")) : [],
            .. settings.Any(setting => setting.Key == "actor.adv_norm.mean_level") ? Set(("actor.adv_norm.group_size", "${gconfig.n_samples}")) : [],
            .. Set(
                ("ref.experiment_name", "${experiment_name}"), ("ref.trial_name", "${trial_name}"), ("ref.path", "${actor.path}"), ("ref.init_from_scratch", "false"), ("ref.disable_dropout", "true"),
                ("ref.dtype", "${actor.dtype}"), ("ref.mb_spec.max_tokens_per_mb", "4096"), ("ref.optimizer", "null"),
                ("vllm.model", "${actor.path}"), ("vllm.seed", "${seed}"), ("vllm.skip_tokenizer_init", "false"), ("vllm.dtype", "${actor.dtype}"), ("vllm.max_model_len", "32768"), ("vllm.gpu_memory_utilization", "0.9"),
                ("train_dataset.batch_size", Text(options.Prompts)), ("train_dataset.shuffle", "true"), ("train_dataset.num_workers", "4"), ("train_dataset.path", "data"), ("train_dataset.type", "rl"),
                ("train_dataset.max_length", Text(options.PromptTokens)),
                ("valid_dataset.batch_size", Text(options.Prompts)), ("valid_dataset.num_workers", "4"), ("valid_dataset.path", "data"), ("valid_dataset.type", "rl")),
            .. Set([.. Named("saver"), ("saver.freq_epochs", "1"), ("saver.freq_steps", "null"), ("saver.freq_secs", "null")]),
            .. Set([("recover.mode", "disabled"), .. Named("recover"), ("recover.freq_epochs", "1"), ("recover.freq_steps", "null"), ("recover.freq_secs", "3600")]),
            .. Set([.. Named("evaluator"), ("evaluator.freq_epochs", "1"), ("evaluator.freq_steps", "null"), ("evaluator.freq_secs", "null")]),
            .. Set([.. Named("stats_logger"), ("stats_logger.wandb.mode", "disabled"), ("stats_logger.tensorboard.path", "${cluster.fileroot}/tensorboard")]),
        ];
    }

    // A normalisation that does nothing is null as a whole.
    private static IReadOnlyList<KeyValuePair<string, string>> Compact(IReadOnlyList<KeyValuePair<string, string>> settings)
    {
        List<KeyValuePair<string, string>> compact = [];
        foreach (KeyValuePair<string, string> setting in settings)
        {
            string? group = new[] { "actor.reward_norm", "actor.adv_norm" }.FirstOrDefault(name => setting.Key.StartsWith(name + ".", StringComparison.Ordinal));
            bool isNothing = group is not null && settings.Any(other => other.Key == group + ".mean_level" && other.Value == ForeignText.Nothing)
                && settings.Any(other => other.Key == group + ".std_level" && other.Value == ForeignText.Nothing);
            if (!isNothing) compact.Add(setting);
            else if (compact.All(other => other.Key != group)) compact.Add(KeyValuePair.Create(group!, ForeignText.Nothing));
        }

        return compact;
    }

    private static string Launch(Method method, ExportOptions options) =>
        $"""
        #!/usr/bin/env bash
        # {HydraScript.Line(method.Name)}, written by cppo export. {DifferencesText.File} says what is not the same there.
        # AREAL is {Fork}.
        set -euo pipefail
        here="$(cd "$(dirname "$0")" && pwd)"
        : "${"{AREAL:?Set AREAL to " + Fork + "}"}"
        model={HydraScript.Word(options.Model)}
        MODEL="${"{MODEL:-$model}"}"
        cd "$AREAL"

        """ + HydraScript.Command(
            $"python3 -m areal.launcher.local {Script} --config \"$here/{ConfigurationFile}\"",
            [
                KeyValuePair.Create("actor.path", HydraScript.WithVariables("$MODEL")), KeyValuePair.Create("train_dataset.path", HydraScript.WithVariables("$here/data")), KeyValuePair.Create("valid_dataset.path", HydraScript.WithVariables("$here/data")),
                KeyValuePair.Create("cluster.fileroot", HydraScript.WithVariables("$here/experiments")), KeyValuePair.Create("cluster.name_resolve.nfs_record_root", HydraScript.WithVariables("$here/experiments/name_resolve")),
            ]);

    private static IEnumerable<string> Remarks(Method method, ExportSamples samples)
    {
        yield return "Random numbers are other ones: the order of the prompts, the responses and the views of a step cannot be reproduced there.";
        yield return $"The recipe's script {Script} has the paper's reward in code, and reads any folder of Parquet files in Geometry3K's layout; its sibling virl39k_cppo.py did not parse as of that commit.";
        yield return "The script appends the recipe's instruction to every question, takes the word \"different\" out of it, and shrinks pictures above 448 x 448 pixels.";
        yield return "Views are drawn once, when the data are read, and without a seed.";
        yield return "The machine's part of the configuration (memory, parallelism, logging) is a start and was not run by this library.";
        if (samples.WithoutInstruction > 0) yield return $"{samples.WithoutInstruction} questions were asked here without the instruction; there they have it.";
        if (!method.IsContrastive) yield return "The recipe computes the contrastive term also where its weight is 0: it costs time and changes nothing.";
        foreach (string remark in samples.Remarks()) yield return remark;
    }

    private static int Half(ExportOptions options) => Math.Max(1, options.Devices / 2);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
