using System.Text.Json;
using Pipeline.Events;

namespace Pipeline.ExchangeSimulator;

/// <summary>The grid that a snapshot shows: the smallest powers of ten that its prices and sizes use.</summary>
internal static class SnapshotGrid
{
    public static Instrument Of(byte[] snapshot, Instrument instrument)
    {
        using var document = JsonDocument.Parse(snapshot);
        var levels = document.RootElement.GetProperty("bids").EnumerateArray().Concat(document.RootElement.GetProperty("asks").EnumerateArray()).ToArray();
        return instrument with
        {
            TickMantissa = 1,
            PriceDecimals = levels.Select(level => Decimals(level[0].GetString()!)).DefaultIfEmpty().Max(),
            LotMantissa = 1,
            SizeDecimals = levels.Select(level => Decimals(level[1].GetString()!)).DefaultIfEmpty().Max(),
        };
    }

    private static int Decimals(string number)
    {
        var point = number.IndexOf('.');
        return point < 0 ? 0 : number.TrimEnd('0').Length - point - 1;
    }
}
