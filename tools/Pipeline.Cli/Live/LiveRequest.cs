namespace Pipeline.Cli.Live;

/// <summary>What a live session was asked to do.</summary>
/// <param name="Config">The YAML file.</param>
/// <param name="Folder">Where the tape goes.</param>
/// <param name="Length">How long it runs, or null for until it is interrupted.</param>
/// <param name="Trades">Whether the strategy trades, on paper; a recording has none.</param>
internal sealed record LiveRequest(string Config, string Folder, TimeSpan? Length, bool Trades);
