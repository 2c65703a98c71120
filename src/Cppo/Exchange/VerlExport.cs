using System.Globalization;
using Cppo.Exchange.Mapping;
using Cppo.Rollouts;
using Cppo.Runtime;
using Cppo.Training;

namespace Cppo.Exchange;

/// <summary>
/// Writes a run for verl: data in its layout, a launch script with the same hyperparameters, the reward function, and what differs. A
/// method with a contrastive term is for the synchronous recipe of vbdi/cppo (commit 77f8763); any other for verl 0.7 itself, with dynamic
/// sampling for its DAPO recipe. Equal input gives equal bytes.
/// </summary>
public static class VerlExport
{
    /// <summary>The launch script.</summary>
    public const string ScriptFile = "run.sh";

    private const string Fork = "the folder verl of https://github.com/vbdi/cppo, as of commit 77f8763", Upstream = "a checkout of https://github.com/volcengine/verl, version 0.7";

    /// <summary>Writes the folder.</summary>
    /// <param name="folder">A new or empty one.</param>
    /// <param name="method">The method; options that verl lacks are listed, not refused.</param>
    /// <param name="train">Training samples in their order; read one row group at a time.</param>
    /// <param name="test">Validation samples; where there are none the first training samples stand in.</param>
    /// <param name="options">The run around the method.</param>
    /// <exception cref="CppoException">The folder is not empty or cannot be written, or there is no sample.</exception>
    public static ExportedRun Write(string folder, Method method, IReadOnlyList<Sample> train, IReadOnlyList<Sample>? test = null, ExportOptions? options = null)
    {
        options ??= new();
        ExportSamples samples = new(train, test);
        ExportedRun.Prepare(folder, "data");
        long trained = VerlData.Write(Path.Combine(folder, "data", "train.parquet"), samples.Train(), options.DataSource);
        long tested = VerlData.Write(Path.Combine(folder, "data", "test.parquet"), samples.Test, options.DataSource, "test");
        IReadOnlyList<MappedOption> rows = VerlTable.Table.Rows(method, options);
        AtomicFile.WriteText(Path.Combine(folder, RewardSource.File), RewardSource.Text);
        AtomicFile.WriteText(Path.Combine(folder, ScriptFile), Script(method, options, (trained + options.Prompts - 1) / options.Prompts));
        string whom = method.IsContrastive ? "the synchronous recipe of https://github.com/vbdi/cppo (commit 77f8763, on verl)" : "verl 0.7 (https://github.com/volcengine/verl)";
        AtomicFile.WriteText(Path.Combine(folder, DifferencesText.File), DifferencesText.Of(method.Name, whom, rows, Remarks(method, samples)));
        return new(folder, ForeignTrainer.Verl, method, ExportedRun.List(folder), rows, trained, tested, $"VERL=... bash {ScriptFile}");
    }

    private static string Program(Method method) => method switch
    {
        { IsContrastive: true } => "recipe.cppo.cppo_main_ppo",
        { DynamicSampling: not null } => "recipe.dapo.main_dapo",
        _ => "verl.trainer.main_ppo",
    };

    private static string Script(Method method, ExportOptions options, long stepsPerEpoch)
    {
        long epochs = (options.Steps + stepsPerEpoch - 1) / stepsPerEpoch;
        (string Key, string Value)[] machine =
        [
            ("algorithm.use_kl_in_reward", "False"),
            ("data.train_files", HydraScript.WithVariables("$here/data/train.parquet")),
            ("data.val_files", HydraScript.WithVariables("$here/data/test.parquet")),
            ("data.max_prompt_length", Text(options.PromptTokens)),
            ("data.filter_overlong_prompts", "True"),
            ("data.truncation", "right"),
            ("data.image_key", "images"),
            .. method.IsContrastive ? new[] { ("data.custom_cls.path", "recipe/cppo/cppo_dataset.py"), ("data.custom_cls.name", "cppo_RLHFDataset") } : [],
            ("custom_reward_function.path", HydraScript.WithVariables($"$here/{RewardSource.File}")),
            ("actor_rollout_ref.model.path", HydraScript.WithVariables("$MODEL")),
            ("actor_rollout_ref.model.use_remove_padding", "True"),
            ("actor_rollout_ref.model.enable_gradient_checkpointing", "True"),
            ("actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu", Text(method.Updates.MicroBatchResponses > 0 ? method.Updates.MicroBatchResponses : 8)),
            ("actor_rollout_ref.actor.entropy_coeff", "0"),
            ("actor_rollout_ref.rollout.name", "vllm"),
            ("actor_rollout_ref.rollout.tensor_model_parallel_size", options.Devices % 2 == 0 ? "2" : "1"),
            ("actor_rollout_ref.rollout.log_prob_micro_batch_size_per_gpu", "20"),
            ("actor_rollout_ref.ref.log_prob_micro_batch_size_per_gpu", "20"),
            ("trainer.critic_warmup", "0"),
            ("trainer.logger", """["console","tensorboard"]"""),
            ("trainer.project_name", options.DataSource),
            ("trainer.experiment_name", method.Preset),
            ("trainer.n_gpus_per_node", HydraScript.WithVariables("$DEVICES")),
            ("trainer.nnodes", "1"),
            ("trainer.val_before_train", "False"),
            ("trainer.total_training_steps", Text(options.Steps)),
            ("trainer.total_epochs", Text(epochs)),
            ("trainer.default_local_dir", HydraScript.WithVariables("$here/checkpoints")),
            ("trainer.rollout_data_dir", HydraScript.WithVariables("$here/rollouts")),
            ("trainer.validation_data_dir", HydraScript.WithVariables("$here/validation")),
        ];
        bool isFiltered = method.DynamicSampling is not null && !method.IsContrastive;
        IEnumerable<KeyValuePair<string, string>> settings = VerlTable.Table.Settings(method, options)
            .Concat(machine.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)))
            .Concat(isFiltered ? [KeyValuePair.Create("data.gen_batch_size", Text(options.Prompts))] : []);
        return $"""
            #!/usr/bin/env bash
            # {HydraScript.Line(method.Name)}, written by cppo export. {DifferencesText.File} says what is not the same there.
            # VERL is {(method.IsContrastive ? Fork : Upstream)}.
            set -euo pipefail
            here="$(cd "$(dirname "$0")" && pwd)"
            : "${"{VERL:?Set VERL to " + (method.IsContrastive ? Fork : Upstream) + "}"}"
            model={HydraScript.Word(options.Model)}
            MODEL="${"{MODEL:-$model}"}"
            DEVICES="${"{DEVICES:-" + Text(options.Devices) + "}"}"
            cd "$VERL"

            """ + HydraScript.Command($"python3 -m {Program(method)}", settings);
    }

    private static IEnumerable<string> Remarks(Method method, ExportSamples samples)
    {
        yield return "Random numbers are other ones: the order of the prompts, the responses and the views of a step cannot be reproduced there.";
        yield return "Rewards are computed by reward.py, which grades as this library's grader of the method does; mathruler runs answers as code and may hang on some.";
        yield return "Rollouts come from vLLM, whose log-probabilities differ from the trainer's; both sides recompute them for the importance ratio unless the table says otherwise.";
        yield return "The machine's part of run.sh (memory, parallelism, logging) is a start and was not run by this library.";
        if (method.IsContrastive)
        {
            yield return "The contrastive term exists in the paper's fork alone; verl itself refuses its keys.";
            yield return "The published code counts padded positions as candidates for perception tokens and averages every term per micro-batch.";
        }

        foreach (string remark in samples.Remarks()) yield return remark;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
