using System.Net;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.ClickHouse;

/// <summary>A batch as the body of a request: written while it is sent, never whole in memory.</summary>
internal sealed class NativeContent(TableBatch rows, long batch, ClickHouseDialect dialect) : HttpContent
{
    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var writer = new NativeWriter(stream);
        writer.Write(rows, batch, dialect);
        writer.Flush();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        SerializeToStream(stream, context, default);
        return Task.CompletedTask;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
