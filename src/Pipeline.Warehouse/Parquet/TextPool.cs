using System.Runtime.InteropServices;
using ParquetSharp;

namespace Pipeline.Warehouse.Parquet;

/// <summary>Texts as bytes that do not move, each converted once: a column of texts has few different ones.</summary>
/// <remarks>Single thread.</remarks>
internal sealed class TextPool : IDisposable
{
    private const int Most = 65_536;

    private readonly Dictionary<string, ByteArray> _known = new(StringComparer.Ordinal);
    private readonly List<GCHandle> _pins = [];

    /// <summary>Starts anew where it has grown large. Bytes given out before are no longer valid.</summary>
    public void Trim()
    {
        if (_known.Count > Most)
        {
            Dispose();
        }
    }

    /// <summary>The bytes of <paramref name="text"/>, valid until the pool is trimmed or disposed of.</summary>
    public ByteArray Of(string text)
    {
        if (_known.TryGetValue(text, out var bytes))
        {
            return bytes;
        }

        var utf8 = System.Text.Encoding.UTF8.GetBytes(text);
        var pin = GCHandle.Alloc(utf8, GCHandleType.Pinned);
        _pins.Add(pin);
        return _known[text] = new ByteArray(pin.AddrOfPinnedObject(), utf8.Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pins.ForEach(pin => pin.Free());
        _pins.Clear();
        _known.Clear();
    }
}
