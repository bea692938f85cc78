using System.Globalization;
using System.Text.Json.Nodes;

namespace Pipeline.Research.Quality;

/// <summary>A report as one JSON object. A share of nothing is null.</summary>
public static class QualityJson
{
    /// <summary>The object as text on one line.</summary>
    public static string Write(QualityReport report) => Object(report).ToJsonString();

    /// <summary>The report, with another one and what differs.</summary>
    public static string Write(QualityReport report, QualityReport other)
    {
        var json = Object(report);
        json["compared"] = Object(other);
        json["differences"] = Map(
            QualityLine.Of(report).Zip(QualityLine.Of(other)).Where(pair => !pair.First.Value.Equals(pair.Second.Value)),
            pair => $"{pair.First.Group}: {pair.First.Name}", pair => Number(pair.Second.Value - pair.First.Value));
        return json.ToJsonString();
    }

    private static JsonObject Object(QualityReport report)
    {
        var figures = report.Figures;
        return new JsonObject
        {
            ["qRow"] = Number(figures.QRow),
            ["qTime"] = Number(figures.QTime),
            ["coverage"] = Number(figures.Coverage),
            ["validTargets"] = Map(figures.Targets, target => target.Name, target => Number(target.Valid)),
            ["validTargetsAll"] = Map(figures.Targets, target => target.Name, target => Number(target.ValidAll)),
            ["validTargetsClean"] = Map(figures.Targets, target => target.Name, target => Number(target.ValidClean)),
            ["oneSided"] = figures.OneSided,
            ["nullMid"] = figures.NullMid,
            ["synthetic"] = figures.Synthetic,
            ["levelFill"] = Number(figures.LevelFill),
            ["levelShare"] = Number(figures.LevelShare),
            ["gaps"] = new JsonObject
            {
                ["count"] = figures.Gaps.Count,
                ["totalSeconds"] = figures.Gaps.TotalSeconds,
                ["longestSeconds"] = figures.Gaps.LongestSeconds,
            },
            ["rows"] = figures.Rows,
            ["unscored"] = figures.Unscored,
            ["wallSeconds"] = figures.WallSeconds,
            ["flags"] = Map(Flags(figures), flag => flag.Name, flag => JsonValue.Create(flag.Count)),
            ["invalidTargets"] = Map(figures.Targets, target => target.Name, Invalid),
            ["unexplainedTargets"] = Map(report.Unexplained, each => each.Key, each => JsonValue.Create(each.Value)),
            ["hold"] = new JsonObject { ["lost"] = Number(figures.Hold.Lost), ["keepMs"] = figures.Hold.KeepMs, ["advised"] = figures.Hold.IsAdvised },
            ["trades"] = new JsonArray([.. report.Shares.Select(Trades)]),
            ["files"] = new JsonObject { ["used"] = report.FilesUsed, ["read"] = report.Files },
            ["rejects"] = report.Rejects,
            ["duplicates"] = report.Duplicates,
            ["reordered"] = report.Reordered,
            ["hours"] = new JsonArray([.. figures.Hours.Select(Hour)]),
        };
    }

    /// <summary>Flags that stand in at least one row, by bit.</summary>
    internal static IEnumerable<(int Bit, string Name, long Count)> Flags(QualityFigures figures) =>
        figures.Flags.Select((count, bit) => (Bit: bit, Name: FlagNames.Of(bit), Count: count)).Where(flag => flag.Count > 0);

    /// <summary>When an hour begins, UTC.</summary>
    internal static DateTime TimeOf(HourFigures hour) => DateTime.UnixEpoch.AddTicks(hour.HourNanos / 100);

    private static JsonObject Invalid(TargetFigures target) => Map(
        target.Reasons.Select((count, reason) => (Name: QualityTarget.NameOf(reason), Count: count, Reason: reason)).Where(each => each.Reason > 0 && each.Count > 0),
        each => each.Name, each => JsonValue.Create(each.Count));

    private static JsonNode Trades(ExecutableShare share) => new JsonObject
    {
        ["seconds"] = share.Seconds,
        ["feesBps"] = Number(share.FeesBps),
        ["rows"] = share.Rows,
        ["long"] = Number(share.Long),
        ["short"] = Number(share.Short),
    };

    private static JsonNode Hour(HourFigures hour) => new JsonObject
    {
        ["symbol"] = hour.Symbol,
        ["hour"] = TimeOf(hour).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        ["rows"] = hour.Rows,
        ["qRow"] = Number(hour.QRow),
        ["qTime"] = Number(hour.QTime),
        ["coverage"] = Number(hour.Coverage),
        ["wallSeconds"] = hour.WallSeconds,
    };

    private static JsonObject Map<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode?> value) =>
        new(items.Select(item => KeyValuePair.Create(name(item), value(item))));

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
