using DuckDB.NET.Data;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Cli.Warehouse;

/// <summary>Opens the rows behind an address for reading: a store, or tapes and recordings that are read into memory. The venue is named here.</summary>
internal static class SourceAddress
{
    public const string Forms = "duckdb:PATH, parquet:DIR, or tapes and recordings";

    public static DuckDBConnection Open(IReadOnlyList<string> addresses, IReadOnlyList<string> symbols, ReadNotes notes, CancellationToken cancellation) =>
        WarehouseReader.Open(addresses, new BinanceCaptureVenue(), LoadSession.OptionsOf(null) with { AllowInferred = true, Symbols = symbols }, cancellation, notes);
}
