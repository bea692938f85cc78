using DuckDB.NET.Data;
using Pipeline.Cli.Output;
using Pipeline.Engine.Configuration;
using Pipeline.Feeds.Capture;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Capture;
using Pipeline.Warehouse.Reading;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Cli.Warehouse;

/// <summary>Composes one load: inputs, configuration, store. The venue is named here and nowhere below.</summary>
internal static class LoadSession
{
    private static readonly LoadResult Nothing = new(WarehouseTables.All.ToDictionary(table => table.Name, _ => 0L), 0, [], 0, 0, 0);

    public static LoadResult Run(LoadRequest request, CancellationToken cancellation)
    {
        Check(request);
        StoreAddress.Require(request.To);
        var options = OptionsOf(request.ConfigFile) with { AllowInferred = request.AllowInferred, Symbols = request.Symbols, Refresh = request.Refresh };
        options = request.BatchRows is { } rows ? options with { FeatureRows = rows, RecordRows = rows } : options;
        var venue = new BinanceCaptureVenue(request.InstrumentsFile);
        if (request.MigrateTo is { } version)
        {
            TellGone(request.To, version, StoreAddress.Move(request.To, version));
            return Nothing;
        }

        var inputs = request.Inputs.Count == 0 ? [] : LoadInputs.Group(request.Inputs, venue, options.Symbols);
        // What can be told before a store is made is told now; an only input is opened first: where it cannot be used, no store is made.
        foreach (var input in inputs)
        {
            Loader.RequireGrid(input, options);
        }

        using var only = inputs.Count == 1 ? inputs[0].Open() : null;
        if (only is not null)
        {
            Loader.RequireWhole(only, options);
        }

        var made = StoreAddress.PlaceOfNew(request.To);
        var holdsRows = false;
        try
        {
            using var store = StoreAddress.Open(
                request.To, StoreOpening.For(options.Features) with { Migrate = request.Migrate, Refresh = request.Refresh }, request.BatchRows, cancellation);
            return inputs.Count == 0 ? Nothing : Load(store, options, only is null ? inputs : [inputs[0] with { Open = () => only }], request, () => holdsRows = true, cancellation);
        }
        catch (OutputFailedException) when (made is not null)
        {
            // A store of which nothing came would be taken for one that can be read.
            if (!holdsRows)
            {
                StoreAddress.Remove(made);
            }

            throw;
        }
    }

    /// <summary>Symbols as an option names them, joined by commas.</summary>
    public static string[] SymbolsOf(string? text) => text?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    /// <summary>How rows are made under a configuration, the built-in one where none is named.</summary>
    public static LoadOptions OptionsOf(string? configFile)
    {
        var config = configFile is null ? ConfigFile.Demo() : ConfigFile.Load(configFile);
        return new LoadOptions { Exchange = "binance", Features = config.Config.Features };
    }

    private static LoadResult Load(IWarehouseStore store, LoadOptions options, IReadOnlyList<LoadInput> inputs, LoadRequest request, Action noteRows, CancellationToken cancellation)
    {
        var loader = new Loader(store, options);
        Interruption.Outcome = $"{request.To}: what it holds is whole, and the same load goes on from there";
        using var progress = new ProgressLine("load", () => (loader.Progress.Done, loader.Progress.Total), () => loader.Progress.Rows);
        try
        {
            return loader.Run(inputs, request.Readers, cancellation);
        }
        catch (Exception e) when (DatabaseFailure.IsFullDisk(e) || DiskFailure.IsOfWriting(e))
        {
            throw new OutputFailedException(Refusal(request.To, e), e);
        }
        catch (DuckDBException e)
        {
            throw new InputUnusableException(Refusal(request.To, e));
        }
        finally
        {
            if (loader.Progress.Rows > 0)
            {
                noteRows();
            }
        }
    }

    private static string Refusal(string address, Exception e) =>
        $"{address}: takes no more rows ({(e is DuckDBException ? DatabaseFailure.Line(e) : DiskFailure.Describe(e))}); what it holds is whole, and the same load goes on from there once that is mended";

    private static void TellGone(string address, int version, IReadOnlyList<string> columns)
    {
        if (columns.Count > 0)
        {
            Console.Error.WriteLine($"pipeline: {address} has version {version} now and lost {string.Join(", ", columns)}; a later version cannot tell their values again: load --refresh builds them anew");
        }
    }

    private static void Check(LoadRequest request)
    {
        if (request.Refresh && request.Inputs.Count == 0)
        {
            throw new UsageException("--refresh builds the rows of tapes or recordings anew; name them");
        }

        if (request.Inputs.Count == 0 && !request.Migrate)
        {
            throw new UsageException("name at least one tape or recording, or --migrate alone to move a store; see pipeline load --help");
        }

        if (request.MigrateTo is not null && request.Inputs.Count > 0)
        {
            throw new UsageException("--migrate with a version moves a store and loads nothing; name no tapes with it");
        }

        if (request.BatchRows < 1)
        {
            throw new UsageException($"--batch {request.BatchRows}: must be at least 1");
        }

        if (request.Readers < 1)
        {
            throw new UsageException($"--parallel {request.Readers}: must be at least 1");
        }
    }
}
