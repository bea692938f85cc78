namespace Pipeline.Research.Plots;

/// <summary>There is nothing to draw, or not what was asked for; the message says what to do.</summary>
public sealed class PlotException(string message) : Exception(message);
