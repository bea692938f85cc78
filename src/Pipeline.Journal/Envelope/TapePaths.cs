namespace Pipeline.Journal.Envelope;

/// <summary>The files of one tape: `T.tape` once sealed; until then `T.tape.open` and `T.tape.tail`.</summary>
internal static class TapePaths
{
    public const string Tape = ".tape";
    public const string Open = ".open";
    public const string Tail = ".tail";
    public const string Recovering = ".recovering";
    public const string Damaged = ".damaged";

    public static string OpenOf(string tape) => tape + Open;

    /// <summary>The tail that belongs to a sealed or open tape.</summary>
    public static string TailOf(string path) =>
        (path.EndsWith(Open, StringComparison.Ordinal) ? path[..^Open.Length] : path) + Tail;
}
