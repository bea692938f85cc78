using Pipeline.Events;
using Pipeline.Feeds.Capture;
using Pipeline.Feeds.DeadLetters;

namespace Pipeline.Engine.Replay;

/// <summary>Sorts the sources of a replay into streams: recordings of one instrument continue one another, what is about others is merged in.</summary>
public sealed class ReplaySources
{
    private readonly IReadOnlyList<string> _inputs;
    private readonly ICaptureVenue _venue;
    private readonly IReadOnlyList<string> _symbols;
    private readonly CancellationToken _cancellation;
    private readonly List<Stream> _streams = [];

    /// <summary>Looks into <paramref name="inputs"/>, tapes or recordings.</summary>
    /// <exception cref="InputUnusableException">One cannot be read, or two that cannot be one stream are about the same instrument.</exception>
    public ReplaySources(IReadOnlyList<string> inputs, ICaptureVenue venue, IReadOnlyList<string> symbols, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        (_inputs, _venue, _symbols) = (inputs, venue, symbols);
        if (inputs.Count > 1)
        {
            var surveys = inputs.Select((input, number) => Survey(input, number)).ToList();
            surveys.Where(survey => survey.Keys.Count > 0).ToList().ForEach(Add);
            surveys.Where(survey => survey.Keys.Count == 0).ToList().ForEach(Add);
            _streams.ForEach(stream => stream.Numbers.Sort());
        }

        // Recordings that share an instrument are one stream by now: what is there twice is on a tape.
        if (_streams.SelectMany(stream => stream.Keys).GroupBy(key => key).FirstOrDefault(key => key.Count() > 1) is { } twice)
        {
            throw new InputUnusableException(
                $"{twice.Key} is on a tape and in another source: name one of them, or the folder that holds a tape's segments");
        }
    }

    /// <summary>What is merged, a line a stream; empty where all is one stream.</summary>
    public IReadOnlyList<string> Merged => _streams.Count < 2
        ? []
        : [.. _streams.Select(stream => $"{string.Join(", ", stream.Keys)} from {string.Join(", ", stream.Numbers.Select(number => _inputs[number]))}")];

    /// <summary>Opens them as one input.</summary>
    /// <exception cref="InputUnusableException">Nothing can be replayed.</exception>
    public IReplayInput Open(IDeadLetterSink? deadLetters)
    {
        if (_streams.Count < 2)
        {
            return _inputs.Count == 1 && TapeInput.IsTape(_inputs[0]) ? OpenTape(_inputs[0]) : new CaptureInput(_inputs, _venue, _symbols, deadLetters, _cancellation);
        }

        var first = new FirstDeadLetters(source => _inputs[source]);
        var open = new List<IStampedInput>();
        try
        {
            foreach (var stream in _streams)
            {
                open.Add(stream.IsTape
                    ? OpenTape(_inputs[stream.Numbers[0]], isPart: true)
                    : new CaptureInput([.. stream.Numbers.Select(number => _inputs[number])], _venue, stream.Symbols(_symbols), deadLetters, _cancellation)
                    {
                        SourceNumbers = [.. stream.Numbers],
                        DeadLetters = first,
                    });
            }

            return new MergedInput(open, first);
        }
        catch
        {
            open.ForEach(input => input.Dispose());
            throw;
        }
    }

    private static string Key(Market market, string symbol) => $"{market}:{symbol}";

    private TapeInput OpenTape(string path, bool isPart = false)
    {
        var tape = new TapeInput(path) { IsPart = isPart };
        try
        {
            SymbolChoice.RequireAll(path, tape.Instruments, _symbols);
            return tape;
        }
        catch
        {
            tape.Dispose();
            throw;
        }
    }

    private Stream Survey(string input, int number)
    {
        if (TapeInput.IsTape(input))
        {
            using var tape = new TapeInput(input);
            return new Stream(isTape: true, number, [.. tape.Instruments.Select(each => Key(each.Market, each.Symbol))]);
        }

        // Standard input cannot be read twice: it goes on where the first recording ends.
        var contents = input == "-" ? new CaptureContents(Market.None, []) : CaptureContents.Of(input, _venue);
        var table = new SymbolTable(contents.Symbols.Select(symbol => new InstrumentName(contents.Market, symbol)));
        var symbols = _symbols.Count > 0 ? _symbols.SelectMany(table.Find).Select(each => each.Symbol) : contents.Symbols.Take(1);
        return new Stream(isTape: false, number, contents.Market == Market.None ? [] : [.. symbols.Select(symbol => Key(contents.Market, symbol))]);
    }

    // What shares an instrument with another recording, or tells none, is of its stream.
    private void Add(Stream survey)
    {
        var stream = survey.IsTape ? null : _streams.FirstOrDefault(each => !each.IsTape && (survey.Keys.Count == 0 || each.Keys.Overlaps(survey.Keys)));
        if (stream is null)
        {
            _streams.Add(survey);
        }
        else
        {
            stream.Keys.UnionWith(survey.Keys);
            stream.Numbers.AddRange(survey.Numbers);
        }
    }

    private sealed class Stream(bool isTape, int number, IEnumerable<string> keys)
    {
        public bool IsTape => isTape;

        public HashSet<string> Keys { get; } = [.. keys];

        public List<int> Numbers { get; } = [number];

        // Those asked for that it holds; none where none was asked for.
        public IReadOnlyList<string> Symbols(IReadOnlyList<string> asked) =>
            [.. asked.Where(symbol => new SymbolTable(Keys.Select(NameOf)).Find(symbol).Count > 0)];

        private static InstrumentName NameOf(string key) => key.Split(':', 2) is [var market, var symbol] ? InstrumentName.Of(market, symbol) : InstrumentName.Of("", key);
    }
}
