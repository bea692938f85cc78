using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Cli.Features;

/// <summary>Rows on disk until the run has ended; the file goes with this object.</summary>
internal sealed class RowSpool : IDisposable
{
    private readonly FileStream _file;
    private readonly byte[] _bytes = new byte[FeatureRow.Bytes];

    public RowSpool(string path) =>
        _file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    public void Add(in FeatureRow row)
    {
        StructBytes.Write(in row, _bytes);
        _file.Write(_bytes);
    }

    /// <summary>All rows from the first, one after the other.</summary>
    public IEnumerable<FeatureRow> Read()
    {
        _file.Position = 0;
        while (_file.ReadAtLeast(_bytes, _bytes.Length, throwOnEndOfStream: false) == _bytes.Length)
        {
            yield return StructBytes.Read<FeatureRow>(_bytes);
        }
    }

    public void Dispose() => _file.Dispose();
}
