using System.CommandLine;
using System.CommandLine.Parsing;
using Pipeline.Primitives;

namespace Pipeline.Cli;

/// <summary>Says what is wrong with a command line, and what to type instead: only what would be understood is suggested.</summary>
internal sealed class CommandLineErrors
{
    private const string Program = "pipeline";
    private const string OptionMark = "--";

    private readonly RootCommand _root;
    private readonly string[] _args;
    private readonly ParseResult _parsed;
    private readonly Command _command;

    private CommandLineErrors(RootCommand root, string[] args, ParseResult parsed) =>
        (_root, _args, _parsed, _command) = (root, args, parsed, parsed.CommandResult.Command);

    /// <summary>What is wrong, in lines; null where nothing is.</summary>
    public static string? Describe(RootCommand root, string[] args, ParseResult parsed)
    {
        var errors = new CommandLineErrors(root, args, parsed);
        return parsed.Errors.Count == 0 && !errors.UnknownOptions().Any() ? null : $"{errors.Problem()}{Environment.NewLine}See: {errors.Help()}";
    }

    private string Problem()
    {
        var isGroup = _command.Subcommands.Count > 0 && _command.Action is null;
        if (!isGroup && UnknownOptions().FirstOrDefault() is { } option)
        {
            return $"{NameOf(_command)} has no option {option}{Suggested(OptionCorrected(option), $"; {Listed("its options are", OptionNames(_command))}")}";
        }

        var word = _parsed.UnmatchedTokens.FirstOrDefault();
        if (isGroup)
        {
            var verbs = Listed(_command == _root ? "the verbs are" : $"the verbs of {_command.Name} are", [.. _command.Subcommands.Select(each => each.Name)]);
            return word is null
                ? $"{(_command == _root ? "name a verb" : $"{NameOf(_command)} needs a verb")}; {verbs}"
                : $"there is no verb '{word}'{Suggested(Reordered().Concat(VerbCorrected(word)), $"; {verbs}")}";
        }

        if (word is not null || MissingArguments().Any())
        {
            var what = word is null ? Missing() : $"{NameOf(_command)} does not take '{word}'";
            return $"{what}{Suggested(Reordered(), "")}";
        }

        return string.Join(Environment.NewLine, _parsed.Errors.Select(Describe).Distinct());
    }

    private string Describe(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Tokens: [var token, ..] } result => $"{result.Option.Name} {token.Value}: {ValuesOf(result.Option.ValueType, token.Value) ?? error.Message}",
        OptionResult result when result.Tokens.Count == 0 && result.Option.Required => $"{NameOf(_command)} needs {result.Option.Name}: {result.Option.Description}",
        ArgumentResult { Tokens: [var token, ..] } result => $"{token.Value}: {ValuesOf(result.Argument.ValueType, token.Value) ?? error.Message}",
        _ when _command.Options.FirstOrDefault(each => each.Required && _parsed.GetResult(each) is null or { Tokens.Count: 0 }) is { } missing => $"{NameOf(_command)} needs {missing.Name}: {missing.Description}",
        _ => error.Message,
    };

    private static string? ValuesOf(Type type, string seen)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            string[] words = [.. Enum.GetNames(type).Select(name => name.ToLowerInvariant())];
            return $"use {NearestWord.Either(words)}{NearestWord.Hint(seen, words)}";
        }

        return type == typeof(int) || type == typeof(long) ? "give a whole number" : type == typeof(double) ? "give a number" : null;
    }

    private string Missing() => string.Join(Environment.NewLine, MissingArguments().Select(each => $"{NameOf(_command)} needs {each.Name}: {each.Description}"));

    private IEnumerable<Argument> MissingArguments() =>
        _command.Arguments.Where(each => each.Arity.MinimumNumberOfValues > 0 && _parsed.GetResult(each) is null or { Tokens.Count: 0 });

    /// <summary>Options that this verb does not have, also where an argument would take them for a file. What stands behind `--` is meant.</summary>
    private IEnumerable<string> UnknownOptions() => _args.Contains(OptionMark)
        ? []
        : _parsed.UnmatchedTokens.Concat(_command.Arguments.SelectMany(each => _parsed.GetResult(each)?.Tokens ?? []).Select(token => token.Value))
            .Where(token => token.StartsWith(OptionMark, StringComparison.Ordinal));

    private IEnumerable<string[]> OptionCorrected(string option)
    {
        var name = option.Split('=')[0];
        return NearestWord.Of(name, OptionNames(_command)) is { } nearest ? [[.. _args.Select(each => each == option ? nearest + option[name.Length..] : each)]] : [];
    }

    private IEnumerable<string[]> VerbCorrected(string word)
    {
        var nearest = NearestWord.Of(word, _command.Subcommands.Select(each => each.Name));
        return nearest is null ? [] : [[.. _args.Select(each => each == word ? nearest : each)]];
    }

    /// <summary>The same words with those of a verb in front, in their order, and its group before it where it was left out.</summary>
    private IEnumerable<string[]> Reordered() =>
        from path in Verbs(_root, [])
        let rest = Without(path)
        where rest is not null && (path.Length > 1 || _command == _root)
        select (string[])[.. path, .. rest];

    private List<string>? Without(string[] path)
    {
        var rest = _args.ToList();
        return rest.Remove(path[^1]) && path[..^1].All(word => rest.Remove(word) || path.Length > 1) ? rest : null;
    }

    private static IEnumerable<string[]> Verbs(Command command, string[] path) =>
        command.Subcommands.SelectMany(each => Verbs(each, [.. path, each.Name]).Prepend([.. path, each.Name]));

    private string Suggested(IEnumerable<string[]> candidates, string otherwise) =>
        candidates.FirstOrDefault(each => !each.SequenceEqual(_args) && IsUnderstood(each)) is { } found
            ? $"; did you mean: {Program} {string.Join(' ', found.Select(Quoted))}"
            : otherwise;

    private bool IsUnderstood(string[] args)
    {
        var parsed = _root.Parse(args);
        return parsed.Errors.Count == 0 && !new CommandLineErrors(_root, args, parsed).UnknownOptions().Any();
    }

    private string Help() => _command == _root ? $"{Program} --help" : $"{Program} {NameOf(_command)} --help";

    private string NameOf(Command command)
    {
        var names = new List<string>();
        for (var each = command; each != _root; each = each.Parents.OfType<Command>().First())
        {
            names.Insert(0, each.Name);
        }

        return string.Join(' ', names);
    }

    private static IReadOnlyList<string> OptionNames(Command command) => [.. command.Options.Select(each => each.Name)];

    private static string Listed(string what, IReadOnlyList<string> words) => $"{what} {string.Join(", ", words)}";

    private static string Quoted(string word) => word.AsSpan().IndexOfAny(" '\"()*") >= 0 ? $"\"{word}\"" : word;
}
