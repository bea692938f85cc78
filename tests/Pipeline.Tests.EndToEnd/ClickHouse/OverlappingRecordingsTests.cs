using NUnit.Framework;
using Pipeline.Testing.Replay;
using Pipeline.Tests.EndToEnd.Warehouse;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.ClickHouse;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Recordings of the same hours in ClickHouse, loaded by a command each: it holds each trade once.</summary>
public class OverlappingRecordingsTests : ClickHouseServerFixture
{
    [Test]
    public void Should_hold_each_trade_once()
    {
        using var folder = new TemporaryFolder();
        var first = folder.WriteLines("first.txt", SmallRecording.Lines.Take(1_700));
        var second = folder.WriteLines("second.txt", SmallRecording.Lines.Take(2).Concat(SmallRecording.Lines.Skip(900)));
        var (both, apart) = (NewDatabase(), NewDatabase());
        Load(both, first, second);
        Load(apart, first);

        Assert.That(Load(apart, second), Is.GreaterThan(50));
        Assert.That(Trades(apart), Is.EqualTo(Trades(both)));
    }

    private string Trades(string database) => Server.Query($"SELECT count(), uniqExact(market, symbol, kind, trade_id), sum(cityHash64(market, symbol, kind, trade_id, price, size)) FROM {database}.trades");

    private long Load(string database, params string[] recordings)
    {
        using var store = ClickHouseStore.Open($"clickhouse:http://127.0.0.1:{Server.HttpPort}/{database}", Events.FeatureSchema.Hash, migrate: false, CancellationToken.None);
        return new Loader(store, SmallStore.Options).Run(LoadInputs.Group(recordings, new BinanceCaptureVenue(), []), readers: 1, CancellationToken.None).RepeatedTrades;
    }
}
