namespace Cppo.Text;

/// <summary>A token that is found in the text as a whole, before any splitting.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="Special">Whether decoding may leave it out (turn and vision marks), unlike "&lt;think&gt;".</param>
internal sealed record AddedToken(int Id, string Content, bool Special);
