using System.Net;
using System.Net.Http.Headers;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Venues.Binance.Live.Rest;

/// <summary>A request's body that leaves once at most, and not at all once the gate is closed.</summary>
/// <remarks>
/// A connection may be taken from the pool long after the call, and a broken one is sometimes tried again by the runtime. An
/// order must not leave late or twice, so the parameters travel in the body, and the body looks at the gate as it is written.
/// </remarks>
internal sealed class GatedContent : HttpContent
{
    private readonly byte[] _body;
    private readonly WriteGate? _gate;
    private int _writes;

    public GatedContent(byte[] body, WriteGate? gate)
    {
        _body = body;
        _gate = gate;
        Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
    }

    /// <summary>Whether a byte of it may have left.</summary>
    public bool HasLeft => Volatile.Read(ref _writes) != 0;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        if (HasLeft || (_gate is { } gate && !gate.TryEnter()))
        {
            throw new IOException("the body may not leave");
        }

        try
        {
            Volatile.Write(ref _writes, 1);
            await stream.WriteAsync(_body).ConfigureAwait(false);

            // What was written may wait in the client's buffer: it has to leave before the gate counts it out.
            await stream.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _gate?.Leave();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
