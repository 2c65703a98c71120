namespace Cppo.Data;

/// <summary>The layouts that are recognised.</summary>
public enum DataLayout
{
    /// <summary>Columns named by <see cref="DataSetOptions.Columns"/>.</summary>
    Named,

    /// <summary>hiyouga/geometry3k: images, problem with one &lt;image&gt; a picture, answer.</summary>
    Geometry3K,

    /// <summary>TIGER-Lab/ViRL39K: question, answer in a box, image as a list of relative paths, PassRate_*, category, qid.</summary>
    ViRL39K,

    /// <summary>VLMEvalKit's tables: index, image in base64 (or image_path), question, options A, B, ... as columns, answer, category.</summary>
    VlmEvalKit,

    /// <summary>easy-VQA's folder: questions.json with lists of question, answer and picture number, and images/.</summary>
    EasyVqa,

    /// <summary>Hugging Face's imagefolder: pictures, and a metadata file with file_name, question and answer.</summary>
    ImageFolder,

    /// <summary>verl's: prompt (one message), images, reward_model with style and ground_truth, extra_info.</summary>
    Verl,

    /// <summary>A table or JSON with a question (or problem), an answer, and image, images or image_path.</summary>
    QuestionAnswer,
}
