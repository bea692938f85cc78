namespace Pipeline.Feeds.Capture;

/// <summary>A place where an input is damaged, in terms that a user can look up.</summary>
/// <param name="File">The file as it was named.</param>
/// <param name="Line">Line from 1, 0 where the damage has none.</param>
/// <param name="Offset">Byte of the decoded text, or of the file where the damage is in its compression.</param>
/// <param name="Reason">What is wrong and what became of it.</param>
public sealed record InputError(string File, long Line, long Offset, string Reason);
