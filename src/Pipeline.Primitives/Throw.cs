using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Pipeline.Primitives;

/// <summary>Throw helpers: a throw in its own method keeps the caller small enough to inline.</summary>
[StackTraceHidden]
public static class Throw
{
    /// <summary>A bug: <paramref name="what"/> should hold and does not.</summary>
    [DoesNotReturn]
    public static void BrokenInvariant(string what) => throw new InvalidOperationException($"broken invariant: {what}");

    /// <summary>A value that the caller should not have passed.</summary>
    [DoesNotReturn]
    public static void Argument(string name, string what) => throw new ArgumentException(what, name);
}
