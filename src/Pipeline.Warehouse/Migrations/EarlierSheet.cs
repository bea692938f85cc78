using System.Globalization;
using System.Text;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Warehouse.Migrations;

/// <summary>The feature sheet of version 1, as rows that were loaded under it follow it: what is needed to tell whose rows a store holds.</summary>
/// <remarks>Any thread. Its lines are kept as they were hashed: number, name, formula, unit, bounds, null rule, warm-up.</remarks>
internal static class EarlierSheet
{
    private static readonly string Lines = Read();

    /// <summary>Formula of each column.</summary>
    public static IReadOnlyDictionary<string, string> Formulas { get; } = Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('|')).ToDictionary(parts => parts[1], parts => parts[2]);

    /// <summary>The hash that a store has which was begun under version 1 with these parameters.</summary>
    public static ulong HashOf(FeatureParameters parameters)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"sheet|1\nimpact_notional|{parameters.ImpactNotional}\nspread_hi_bps|{parameters.SpreadHiBps:R}\nstale_max_ms|{parameters.StaleMaxMs}\ncadence_ms|{parameters.CadenceMs}\ndead_zone_bps|{parameters.DeadZoneBps:R}\ndecision_latency_ms|{parameters.DecisionLatencyMs}\nfees_bps|{parameters.FeesBps:R}\nbarrier_sigmas|{parameters.BarrierSigmas:R}\nbarrier_min_bps|{parameters.BarrierMinBps:R}\nbarrier_seconds|{parameters.BarrierSeconds}\n");
        var hash = default(RunningHash);
        hash.Add(Encoding.UTF8.GetBytes(text + Lines));
        return hash.Value;
    }

    private static string Read()
    {
        using var stream = typeof(EarlierSheet).Assembly.GetManifestResourceStream("Pipeline.Warehouse.Migrations.sheets.1.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
