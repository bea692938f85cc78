namespace Pipeline.Tests.Repository.Support;

/// <summary>C# text with comments and the insides of literals blanked out: same length, same lines.</summary>
/// <remarks>
/// What is left can be searched for code without meeting prose. Raw, verbatim and interpolated strings are blanked whole,
/// with the expressions that they hold.
/// </remarks>
internal static class Source
{
    /// <summary>Code alone.</summary>
    public static string CodeOf(string text)
    {
        var code = text.ToCharArray();
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfNonCode(text, at);
            Blank(code, at, end);
            at = Math.Max(end, at + 1);
        }

        return new string(code);
    }

    /// <summary>Number of the line that holds <paramref name="offset"/>, from 1.</summary>
    public static int LineOf(string text, int offset) => text.AsSpan(0, offset).Count('\n') + 1;

    private static void Blank(char[] code, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            code[i] = code[i] == '\n' ? '\n' : ' ';
        }
    }

    /// <summary>Where the comment or literal that starts at <paramref name="at"/> ends, or <paramref name="at"/> where none starts.</summary>
    private static int EndOfNonCode(string text, int at) => text[at] switch
    {
        '/' when StartsWith(text, at, "//") => EndAt(text, at, "\n"),
        '/' when StartsWith(text, at, "/*") => EndAfter(text, at + 2, "*/"),
        '\'' => EndOfEscaped(text, at + 1, '\''),
        '"' => EndOfString(text, at, verbatim: false),
        '@' or '$' => EndOfPrefixed(text, at),
        _ => at,
    };

    private static int EndOfPrefixed(string text, int at)
    {
        var quote = at;
        while (quote < text.Length && text[quote] is '@' or '$')
        {
            quote++;
        }

        var isString = quote < text.Length && text[quote] == '"';
        return isString ? EndOfString(text, quote, text.AsSpan(at, quote - at).Contains('@')) : at;
    }

    private static int EndOfString(string text, int quote, bool verbatim)
    {
        var quotes = text.AsSpan(quote).IndexOfAnyExcept('"');
        if (!verbatim && quotes >= 3)
        {
            return EndAfter(text, quote + quotes, new string('"', quotes));
        }

        return verbatim ? EndOfVerbatim(text, quote + 1) : EndOfEscaped(text, quote + 1, '"');
    }

    private static int EndOfVerbatim(string text, int at)
    {
        while (at < text.Length && (text[at] != '"' || StartsWith(text, at, "\"\"")))
        {
            at += text[at] == '"' ? 2 : 1;
        }

        return Math.Min(at + 1, text.Length);
    }

    private static int EndOfEscaped(string text, int at, char quote)
    {
        while (at < text.Length && text[at] != quote && text[at] != '\n')
        {
            at += text[at] == '\\' ? 2 : 1;
        }

        return Math.Min(at + 1, text.Length);
    }

    private static bool StartsWith(string text, int at, string what) => text.AsSpan(at).StartsWith(what);

    private static int EndAt(string text, int at, string what) =>
        text.IndexOf(what, at, StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;

    private static int EndAfter(string text, int at, string what) => Math.Min(EndAt(text, at, what) + what.Length, text.Length);
}
