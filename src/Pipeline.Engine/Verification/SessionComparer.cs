using Pipeline.Journal;

namespace Pipeline.Engine.Verification;

/// <summary>Whether a run is made of what the run on a tape was made of: another would decide otherwise, rightly.</summary>
public static class SessionComparer
{
    /// <summary>All that differs between <paramref name="then"/>, what the tape says decided, and <paramref name="now"/>.</summary>
    public static IReadOnlyList<TapeDifference> Differences(TapeHeader then, PipelineSetup now)
    {
        ArgumentNullException.ThrowIfNull(then);
        ArgumentNullException.ThrowIfNull(now);
        var session = now.Session();
        TapeDifference?[] all =
        [
            Differ("configHash", then.ConfigHash, session.ConfigHash, "--config"),
            Differ("modelHash", then.ModelHash, session.ModelHash, "the --config whose model it is"),
            Differ("featureSchemaHash", then.FeatureSchemaHash, session.FeatureSchemaHash, "--config"),
            StrategyDiffers(then, now)
                ? Difference("strategy", Name(then.Strategy, then.StrategyHash), Name(now.StrategyName, now.StrategyHash), "--strategy")
                : null,
        ];
        return [.. all.OfType<TapeDifference>()];
    }

    // A tape that does not say which strategy decided cannot disagree.
    private static bool StrategyDiffers(TapeHeader then, PipelineSetup now) =>
        then.Strategy.Length > 0 && (then.Strategy, then.StrategyHash) != (now.StrategyName, now.StrategyHash);

    private static string Name(string strategy, ulong hash) => hash == 0 ? strategy : $"{strategy} ({FieldDifference.Text(hash)})";

    private static TapeDifference? Differ(string field, ulong recorded, ulong replayed, string option) => recorded == replayed
        ? null
        : Difference(field, FieldDifference.Text(recorded), FieldDifference.Text(replayed), option);

    private static TapeDifference Difference(string field, string recorded, string replayed, string option) =>
        new(TapeDifference.WholeRun, null, "session", field, recorded, $"{replayed} (name the run's own with {option})");
}
