namespace Pipeline.Cli.Doctor;

/// <summary>How much a finding matters.</summary>
public enum FindingStatus
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, slower or less surely.</summary>
    Warn,

    /// <summary>It must change before money depends on it.</summary>
    Fail,
}

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What.</param>
/// <param name="Status">How it is.</param>
/// <param name="Value">What was found, in one line.</param>
/// <param name="Advice">What to do; empty where nothing is to be done.</param>
public sealed record Finding(string Name, FindingStatus Status, string Value, string Advice)
{
    /// <summary>Value of what this machine does not let us read.</summary>
    public const string NotReadable = "not readable here";

    /// <summary>As it should be.</summary>
    public static Finding Ok(string name, string value) => new(name, FindingStatus.Ok, value, "");

    /// <summary>Ok where <paramref name="good"/>, else <paramref name="otherwise"/> with what to do.</summary>
    public static Finding Judge(string name, bool good, string value, string advice, FindingStatus otherwise = FindingStatus.Warn) =>
        good ? Ok(name, value) : new Finding(name, otherwise, value, advice);

    /// <summary>Judges <paramref name="value"/>, or says that it cannot be read and what to look at instead.</summary>
    public static Finding JudgeReadable(string name, string? value, Func<string, bool> good, string advice) =>
        value is null ? new Finding(name, FindingStatus.Warn, NotReadable, $"look at it on the host: {advice}") : Judge(name, good(value), value, advice);
}
