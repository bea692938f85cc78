using System.Runtime.InteropServices;
using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>Keeps each trade once in a store: recordings that overlap bring some of them again.</summary>
/// <remarks>
/// Whoever stores batches calls it. Within a stream its reader has left out what was delivered again; here its trades are held against
/// those of other streams, by market, symbol, kind and id, and only where those cover the same time of the venue: ids that a venue
/// begins anew are other trades. The ids of a file are asked for when a trade first lies in its span, so what overlaps nothing costs nothing.
/// </remarks>
internal sealed class TradesOnce(IWarehouseStore store)
{
    private readonly Dictionary<long, int> _streamOf = [];
    private readonly Dictionary<(string Market, string Symbol, string Kind), List<Holder>> _holders = [];
    private readonly Dictionary<(long File, (string Market, string Symbol, string Kind) Key), Holder> _own = [];
    private readonly Dictionary<long, (long LeftOut, long Kept)> _counts = [];
    private int _streams;
    private bool _isAsked;

    /// <summary>Trades left out so far.</summary>
    public long LeftOut { get; private set; }

    /// <summary>How many trades of <paramref name="file"/> were left out, where all were: it says what another stream said.</summary>
    public long AllLeftOut(long file) => _counts.GetValueOrDefault(file) is (var leftOut, 0) ? leftOut : 0;

    /// <summary>These files are one stream.</summary>
    public void Begin(IEnumerable<long> files)
    {
        _streams++;
        foreach (var file in files)
        {
            _streamOf[file] = _streams;
        }
    }

    /// <summary>The batch without the trades that another stream has brought.</summary>
    public LoadBatch Once(LoadBatch batch)
    {
        if (batch.Tables.FirstOrDefault(table => table.Table == WarehouseTables.Trades) is not { Rows: > 0 } trades)
        {
            return batch;
        }

        Ask();
        var near = Near(trades);
        var repeated = near.Count == 0 ? [] : Enumerable.Range(0, trades.Rows).Where(row => IsThere(trades, row, near)).ToHashSet();
        var kept = repeated.Count == 0 ? trades : Without(trades, repeated);
        Remember(kept);
        LeftOut += repeated.Count;
        Count(trades, repeated);
        return repeated.Count == 0 ? batch : batch with
        {
            Tables = [.. batch.Tables.Select(table => table == trades ? kept : table)],
            Blocks = [.. batch.Blocks.Select(block => Less(block, trades, repeated))],
        };
    }

    private void Count(TableBatch trades, HashSet<int> repeated)
    {
        var files = trades["file"].Integers;
        for (var row = 0; row < files.Length; row++)
        {
            ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, files[row], out _);
            (count.LeftOut, count.Kept) = repeated.Contains(row) ? (count.LeftOut + 1, count.Kept) : (count.LeftOut, count.Kept + 1);
        }
    }

    private static TableBatch Without(TableBatch trades, HashSet<int> repeated)
    {
        var kept = new TableBatch(trades.Table);
        foreach (var row in Enumerable.Range(0, trades.Rows).Where(row => !repeated.Contains(row)))
        {
            kept.AddRow(trades, row);
        }

        return kept;
    }

    private static LoadedBlock Less(LoadedBlock block, TableBatch trades, HashSet<int> repeated) => block.Part != WarehouseTables.Trades.Part ? block : block with
    {
        Rows = block.Rows - repeated.Count(row => trades["file"].Integers[row] == block.File && trades["block"].Integers[row] == block.Block),
    };

    private void Ask()
    {
        if (_isAsked)
        {
            return;
        }

        _isAsked = true;
        foreach (var span in store.TradeSpans())
        {
            HoldersOf((span.Market, span.Symbol, span.Kind)).Add(new Holder(span));
        }
    }

    // Few files overlap a batch, of however many a store holds.
    private List<Holder> Near(TableBatch trades)
    {
        var (least, greatest) = (long.MaxValue, long.MinValue);
        foreach (var id in trades["trade_id"].Integers)
        {
            (least, greatest) = (Math.Min(least, id), Math.Max(greatest, id));
        }

        return [.. _holders.Values.SelectMany(holders => holders).Where(holder => holder.Span.First <= greatest && holder.Span.Last >= least)];
    }

    private bool IsThere(TableBatch trades, int row, List<Holder> near)
    {
        if (near.Count == 0)
        {
            return false;
        }

        var (key, stream) = (KeyOf(trades, row), StreamOf(trades["file"].Integers[row]));
        var (id, ms) = (trades["trade_id"].Integers[row], TimeOf(trades, row));
        foreach (var holder in near)
        {
            if (KeyOf(holder.Span) == key && StreamOf(holder.Span.File) is var other && other != stream && holder.Span.First <= id && id <= holder.Span.Last && holder.Span.FirstMs <= ms && ms <= holder.Span.LastMs && RunsOf(holder).Contains(id))
            {
                return true;
            }
        }

        return false;
    }

    private void Remember(TableBatch trades)
    {
        Holder? holder = null;
        for (var row = 0; row < trades.Rows; row++)
        {
            var (file, id, ms) = (trades["file"].Integers[row], trades["trade_id"].Integers[row], TimeOf(trades, row));
            var key = KeyOf(trades, row);

            // Nearly every trade is of the file and the market of the one before it.
            if (holder is null || holder.Span.File != file || KeyOf(holder.Span) != key)
            {
                holder = OwnHolder(new TradeSpan(file, key.Market, key.Symbol, key.Kind, id, id, ms, ms));
            }

            holder.Runs!.Add(id, id);
            holder.Span = holder.Span with { First = Math.Min(holder.Span.First, id), Last = Math.Max(holder.Span.Last, id), FirstMs = Math.Min(holder.Span.FirstMs, ms), LastMs = Math.Max(holder.Span.LastMs, ms) };
        }
    }

    private Holder OwnHolder(TradeSpan first)
    {
        var key = KeyOf(first);
        if (!_own.TryGetValue((first.File, key), out var holder))
        {
            holder = _own[(first.File, key)] = new Holder(first) { Runs = new TradeRuns() };
            HoldersOf(key).Add(holder);
        }

        return holder;
    }

    private TradeRuns RunsOf(Holder holder)
    {
        if (holder.Runs is null)
        {
            holder.Runs = new TradeRuns();
            var of = holder.Span;
            foreach (var run in store.TradeRuns(of.File).Where(run => KeyOf(run) == KeyOf(of)))
            {
                holder.Runs.Add(run.First, run.Last);
            }
        }

        return holder.Runs;
    }

    private List<Holder> HoldersOf((string Market, string Symbol, string Kind) key)
    {
        if (!_holders.TryGetValue(key, out var holders))
        {
            _holders[key] = holders = [];
        }

        return holders;
    }

    // A file that no stream of this load has is another's.
    private int StreamOf(long file) => _streamOf.GetValueOrDefault(file, 0);

    private static (string Market, string Symbol, string Kind) KeyOf(TableBatch trades, int row) =>
        (trades["market"].Texts[row], trades["symbol"].Texts[row], trades["kind"].Texts[row]);

    private static (string Market, string Symbol, string Kind) KeyOf(TradeSpan span) => (span.Market, span.Symbol, span.Kind);

    private static long TimeOf(TableBatch trades, int row) => trades["ts_event_ms"].Nulls[row] ? 0 : trades["ts_event_ms"].Integers[row];

    private sealed class Holder(TradeSpan span)
    {
        public TradeSpan Span { get; set; } = span;

        /// <summary>The ids, or null where nobody asked yet.</summary>
        public TradeRuns? Runs { get; set; }
    }
}
