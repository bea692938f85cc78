namespace Pipeline.Research.Plots;

/// <summary>What a picture is written as.</summary>
[Flags]
public enum PlotFormats
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Pixels.</summary>
    Png = 1,

    /// <summary>Vectors, with text as text; a heatmap's cells stay pixels.</summary>
    Svg = 2,
}
