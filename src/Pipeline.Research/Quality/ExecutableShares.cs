using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Events;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Research.Quality;

/// <summary>How often a trade would have paid, at one horizon and one round trip's fees.</summary>
/// <param name="Seconds">Horizon.</param>
/// <param name="FeesBps">Fees of the round trip; NaN where the rows' own are not known.</param>
/// <param name="Rows">Rows that have the label.</param>
/// <param name="Long">Share of them in which a long paid.</param>
/// <param name="Short">Share in which a short did.</param>
public sealed record ExecutableShare(int Seconds, double FeesBps, long Rows, double Long, double Short);

/// <summary>Reads the class shares of the executable targets.</summary>
internal static class ExecutableShares
{
    private static readonly double[] Fees = [0, 1, 2, 5, 10];

    /// <summary>Every horizon at several fees where the rows' own, <paramref name="ownFeesBps"/>, are known; else at those alone.</summary>
    public static IReadOnlyList<ExecutableShare> Read(DuckDBConnection connection, double ownFeesBps)
    {
        double[] fees = double.IsNaN(ownFeesBps) ? [double.NaN] : [.. Fees.Append(ownFeesBps).Distinct().Order()];
        var terms = FeatureSchema.ExecutableSeconds.ToArray().SelectMany(seconds => fees.SelectMany(each => Terms(seconds, double.IsNaN(each) ? 0 : each - ownFeesBps)));
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {string.Join(", ", terms)} FROM {WarehouseTables.Features.Name}";
        using var reader = command.ExecuteReader();
        reader.Read();
        var shares = new List<ExecutableShare>();
        foreach (var seconds in FeatureSchema.ExecutableSeconds)
        {
            foreach (var each in fees)
            {
                var (rows, longs, shorts) = (reader.GetInt64(3 * shares.Count), reader.GetInt64(3 * shares.Count + 1), reader.GetInt64(3 * shares.Count + 2));
                shares.Add(new ExecutableShare(seconds, each, rows, (double)longs / rows, (double)shorts / rows));
            }
        }

        return shares;
    }

    // Stored gains are after the rows' own fees: those of other fees lie as far apart as the fees.
    private static string[] Terms(int seconds, double above)
    {
        var bound = above.ToString("R", CultureInfo.InvariantCulture);
        return
        [
            $"count(y_long_{seconds}s)", $"count(*) FILTER (y_long_{seconds}s > {bound})", $"count(*) FILTER (y_short_{seconds}s > {bound})",
        ];
    }
}
