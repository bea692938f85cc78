using Pipeline.Features.Table;

namespace Pipeline.Cli.Features;

/// <summary>Writes rows of the feature table to one file.</summary>
internal interface IFeatureWriter : IDisposable
{
    void Write(FeatureTableRow row);

    /// <summary>The last row is written: closes the file as it should be.</summary>
    void Finish();
}
