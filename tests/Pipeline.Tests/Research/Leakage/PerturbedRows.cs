using System.Text;
using Pipeline.Engine;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Features.Targets;

namespace Pipeline.Tests.Research.Leakage;

/// <summary>Every column of every row of a run, as bits.</summary>
internal sealed class PerturbedRows : IRowSink
{
    private const long Null = 0x6E75_6C6C_6E75_6C6C;

    private TargetQueue _targets = null!;
    private Instrument _instrument = null!;

    /// <summary>Rows of bits, one for each of <see cref="FeatureColumns.All"/>. After <see cref="Complete"/>.</summary>
    public List<long[]> Bits { get; } = [];

    public PipelineSetup Follow(PipelineSetup setup)
    {
        _instrument = setup.Instruments[0];
        _targets = new TargetQueue(1, setup.FeatureOptions.Parameters);
        return setup with { RowSink = this };
    }

    public void OnRow(in FeatureRow row, long pipelineNanos) => _targets.OnRow(in row, pipelineNanos);

    public void OnBook(in InputRecord record, in BookResult result) => _targets.OnBook(in record, in result);

    public void Complete()
    {
        _targets.Complete();
        while (_targets.TryTake(out var targets))
        {
            Bits.Add([.. BitsOf(new FeatureTableRow(in _targets.Row, _instrument, in targets))]);
        }
    }

    public void Flip(string column, int row) => Bits[row][IndexOf(column)] ^= 1;

    /// <summary>Names of columns that differ in a row up to <paramref name="now"/>; rows that one run has and the other not count as all columns.</summary>
    public static List<string> Moved(PerturbedRows first, PerturbedRows second, long now, out int rows)
    {
        var time = IndexOf("ts_recv_ns");
        long[][] before = [.. first.Bits.Where(row => row[time] <= now)];
        long[][] after = [.. second.Bits.Where(row => row[time] <= now)];
        rows = before.Length;
        return [.. FeatureColumns.All.Select(column => column.Name).Where((_, i) => before.Length != after.Length || before.Zip(after).Any(pair => pair.First[i] != pair.Second[i]))];
    }

    private static int IndexOf(string column) => FeatureColumns.All.Select(each => each.Name).ToList().IndexOf(column);

    private static List<long> BitsOf(FeatureTableRow row)
    {
        var bits = new List<long>();
        foreach (var column in FeatureColumns.All)
        {
            bits.Add(column.Kind switch
            {
                ColumnKind.Int64 => column.Int64!(in row, out var integer) ? integer : Null,
                ColumnKind.Double => column.Double!(in row, out var number) ? BitConverter.DoubleToInt64Bits(number) : Null,
                _ => column.Text!(in row, out var text) ? (long)System.IO.Hashing.XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)) : Null,
            });
        }

        return bits;
    }
}
