namespace Pipeline.Research.Plots;

/// <summary>A picture that was written.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Path">Where.</param>
/// <param name="Bytes">Its size.</param>
public sealed record PlotFile(string Kind, string Path, long Bytes);
