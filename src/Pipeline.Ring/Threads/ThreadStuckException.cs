using System.Globalization;

namespace Pipeline.Ring;

/// <summary>A thread did not end, or did not move, within the time that was given to it. It still runs: nothing that it uses may be freed.</summary>
/// <param name="thread">The thread's name.</param>
/// <param name="what">What it was to do: `end` or `move`.</param>
/// <param name="patience">How long it was waited for.</param>
public sealed class ThreadStuckException(string thread, string what, TimeSpan patience)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"thread '{thread}' did not {what} within {patience.TotalSeconds:0.###} s; a disk or a call that does not return holds it"))
{
    /// <summary>The thread's name.</summary>
    public string Thread { get; } = thread;
}
