using System.Text.RegularExpressions;

namespace Pipeline.Tests.Repository.Support;

/// <summary>A member of a type that has a body in braces.</summary>
internal readonly record struct Function(string Name, int Line, int Lines);

/// <summary>Finds members and their lengths by matching braces.</summary>
internal static partial class Functions
{
    private enum Block
    {
        Namespace,
        Type,
        Member,
        Inner,
    }

    /// <summary>The members of <paramref name="text"/>, from the line of their name to their closing brace.</summary>
    public static IEnumerable<Function> In(string text)
    {
        var code = Source.CodeOf(text);
        var open = new Stack<(Block Kind, string Header, int Start)>();
        var headerStart = 0;
        for (var at = 0; at < code.Length; at++)
        {
            switch (code[at])
            {
                case '{':
                    open.Push(Classify(code, headerStart, at, open.TryPeek(out var outer) ? outer.Kind : Block.Namespace));
                    headerStart = at + 1;
                    break;
                case '}' when open.TryPop(out var block):
                    if (block.Kind == Block.Member)
                    {
                        var line = Source.LineOf(code, block.Start);
                        yield return new Function(block.Header, line, Source.LineOf(code, at) - line + 1);
                    }

                    headerStart = at + 1;
                    break;
                case ';':
                    headerStart = at + 1;
                    break;
            }
        }
    }

    private static (Block Kind, string Header, int Start) Classify(string code, int from, int brace, Block outer)
    {
        var attributes = Attributes().Match(code, from, brace - from);
        var start = attributes.Success ? attributes.Index + attributes.Length : from;
        var header = code[start..brace].Trim();
        var kind = outer is Block.Member or Block.Inner ? Block.Inner
            : NamespaceWord().IsMatch(header) ? Block.Namespace
            : TypeWord().IsMatch(header) ? Block.Type
            : Block.Member;
        return (kind, Whitespace().Replace(header, " "), brace - code[start..brace].TrimStart().Length);
    }

    [GeneratedRegex(@"\G(\s*\[[^\[\]]*(\[[^\[\]]*\][^\[\]]*)*\])*\s*")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"^namespace\b")]
    private static partial Regex NamespaceWord();

    [GeneratedRegex(@"^[\w\s]*\b(class|struct|interface|enum|record)\s+\w+")]
    private static partial Regex TypeWord();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
