using DuckDB.NET.Data;
using Pipeline.Engine.Configuration;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Cli.DataSets;

/// <summary>Opens the rows behind an address for reading: a store, or a tape or recording that is read into memory. The venue is named here.</summary>
internal static class SourceAddress
{
    public const string Forms = "duckdb:PATH, parquet:DIR, or a tape or recording";

    public static DuckDBConnection Open(string address, CancellationToken cancellation) =>
        WarehouseReader.Open([address], new BinanceCaptureVenue(null), new LoadOptions { Features = ConfigFile.Demo().Config.Features, Exchange = "binance" }, cancellation);
}
