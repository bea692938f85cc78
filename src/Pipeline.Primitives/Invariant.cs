using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Primitives;

/// <summary>What must hold whatever the input. A broken invariant is a bug, never an operating error.</summary>
public static class Invariant
{
    /// <summary>Debug builds stop where <paramref name="condition"/> is false; Release builds do not look.</summary>
    [Conditional("DEBUG")]
    public static void Debug([DoesNotReturnIf(false)] bool condition, string what) =>
        System.Diagnostics.Debug.Assert(condition, what);

    /// <summary>Stops in every build where <paramref name="condition"/> is false.</summary>
    /// <exception cref="InvalidOperationException">The condition is false.</exception>
    public static void Always([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition)
        {
            Throw.BrokenInvariant(what);
        }
    }
}
