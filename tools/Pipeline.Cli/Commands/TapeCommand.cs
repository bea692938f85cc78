using System.CommandLine;
using Pipeline.Cli.Output;
using Pipeline.Cli.Warehouse;
using Pipeline.Feeds.Capture;
using Pipeline.Journal;
using Pipeline.Primitives;

namespace Pipeline.Cli.Commands;

/// <summary>`pipeline tape info|verify|repair|cat|import`.</summary>
internal static class TapeCommand
{
    private static readonly Argument<string> Tape = new("tape") { Description = "A tape: a file, or a folder. tape verify checks each tape of a folder; tape cat wants the file where there are several." };
    private static readonly Argument<string> OneTape = new("tape") { Description = "A tape's file." };
    private static readonly Argument<string[]> Source = new("src") { Description = "Recordings in order.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<bool> Json = new("--json") { Description = "Print one JSON object as the last line." };
    private static readonly Option<string> Out = new("--out") { Description = "The tape to write.", Required = true };
    private static readonly Option<string?> Instruments = new("--instruments") { Description = "Instrument table in the form of the venue's exchangeInfo." };
    private static readonly Option<string?> Symbol = new("--symbol") { Description = "Symbols to follow, separated by commas: BTCUSDT or usdm:BTCUSDT." };
    private static readonly Option<long> From = new("--from") { Description = "Ordinal of the first record to print." };
    private static readonly Option<long> Count = new("--count") { Description = "How many records to print.", DefaultValueFactory = _ => long.MaxValue };

    private static readonly Option<string?> RepairOut = new("--out") { Description = "Where the whole tape goes, on another disk if need be: of a folder a folder; without it in the place of the tape, whose files are set aside first." };
    private static readonly Option<bool> KeepDecisions = new("--decisions") { Description = "Keep what the demo configuration would have decided too." };

    private static readonly Option<bool> Decisions = new("--decisions") { Description = "Print what was decided, and what a simulated exchange said, instead of records." };

    public static Command Create() => new("tape", $"Look into tapes, check them, make them. Example: pipeline tape verify artifacts/run.tape. {ExitCodes.Help}")
    {
        Verb("info", "Say what a tape holds, from its headers and checksums. Example: pipeline tape info artifacts/run.tape", Info, OneTape, Json),
        Verb("verify", "Read every byte of a tape and check every checksum, chain and number. Example: pipeline tape verify artifacts/run.tape", Verify, Tape, Json),
        Verb("repair", "Make a sealed tape of all that can be read of one that was cut off, cut short or damaged; what is lost becomes holes in it. Nothing is deleted. Exits with 3 where something was lost, with 4 where nothing can be read; of a folder every tape is repaired, and the worst of them tells. Example: pipeline tape repair artifacts/run.tape --out artifacts/whole.tape", Repair, Tape, RepairOut, Json),
        Verb("cat", "Print a tape's records, one JSON object a line. Example: pipeline tape cat artifacts/run.tape --from 100 --count 5", Cat, Tape, From, Count, Decisions, Json),
        Verb("import", "Make a tape of recordings: their records, in blocks as large as they can be, and no decisions unless asked. Example: pipeline tape import recordings/demo-usdm-btcusdt.zst --out artifacts/import.tape", Import, Source, Out, Instruments, Symbol, KeepDecisions, Json),
    };

    private static Command Verb(string name, string description, Func<ParseResult, int> action, params Symbol[] symbols)
    {
        var command = new Command(name, $"{description}. {ExitCodes.Help}");
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Arguments.Add(argument);
            }
            else if (symbol is Option option)
            {
                command.Options.Add(option);
            }
        }

        command.SetAction(parsed => Guard(() => action(parsed)));
        return command;
    }

    private static int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (TapeException e)
        {
            throw new InputUnusableException(e.Message);
        }
    }

    private static string TapeOf(ParseResult parsed) => TapeArgument.Require(parsed.GetRequiredValue(Tape));

    private static int Info(ParseResult parsed)
    {
        var info = TapeInspector.Info(TapeArgument.RequireFile(parsed.GetRequiredValue(OneTape), "info"));
        var view = new
        {
            info.Path,
            info.FileBytes,
            info.IsSealed,
            info.Blocks,
            info.Records,
            info.RawBytes,
            info.StoredBytes,
            BytesPerRecord = info.Records > 0 ? (double)info.FileBytes / info.Records : 0,
            First = TapeText.Time(info.FirstReceiveNanos),
            Last = TapeText.Time(info.LastReceiveNanos),
            info.Header.Writer,
            info.Header.SessionId,
            Instruments = info.Header.Instruments.Select(each => $"{each.Market} {each.Symbol}"),
            Defect = info.Defect?.ToString(),
        };
        TapeText.Write(view, parsed.GetValue(Json));
        return DamageLines.Tell(info.Defect is { } defect ? [defect.ToString()] : []);
    }

    private static int Verify(ParseResult parsed) => TapeFolder.TapesAt(TapeOf(parsed)).Max(tape => Verify(tape, parsed.GetValue(Json)));

    private static int Verify(IReadOnlyList<string> segments, bool json)
    {
        var percent = 0L;
        using var line = new ProgressLine("verify", () => (Volatile.Read(ref percent), 1000));
        var result = TapeInspector.Verify(segments, new Progress(share => Volatile.Write(ref percent, (long)(share * 1000))));
        var view = new
        {
            Tape = segments[0],
            Ok = result.IsSound,
            Sealed = result.IsSealed,
            result.Blocks,
            result.Records,
            result.Holes,
            OpenTail = result.HasOpenTail,
            FirstError = result.Defects.Select(defect => new { defect.Offset, defect.Reason }).FirstOrDefault(),
            result.MissingRecords,
            result.Decisions,
            result.Levels,
            RecordsOfKind = result.RecordsOfKind.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value),
            Defects = result.Defects.Select(defect => defect.ToString()),
        };
        TapeText.Write(view, json);
        return DamageLines.Tell(result.Defects.Select(defect => defect.ToString())) == ExitCodes.Done ? ExitCodes.Done : ExitCodes.CheckFailed;
    }

    private static int Repair(ParseResult parsed)
    {
        var source = parsed.GetRequiredValue(Tape);
        var output = parsed.GetValue(RepairOut);
        var tapes = TapeArgument.RequireAll(source);
        if (!Directory.Exists(source))
        {
            var (view, code) = Repair(tapes[0], output);
            TapeText.Write(view, parsed.GetValue(Json));
            return code;
        }

        return RepairAll(tapes, output, parsed.GetValue(Json));
    }

    // Each by itself: one of which nothing can be read keeps no other from being repaired.
    private static int RepairAll(IReadOnlyList<string> tapes, string? folder, bool json)
    {
        if (File.Exists(folder))
        {
            throw new UsageException($"{folder}: is a file, and several tapes may come of a folder; name a folder");
        }

        if (folder is not null)
        {
            OutputFailedException.Guard(folder, () => Directory.CreateDirectory(folder));
        }

        var (views, worst) = (new List<object>(), ExitCodes.Done);
        foreach (var tape in tapes)
        {
            try
            {
                var (view, code) = Repair(tape, folder is null ? null : Path.Combine(folder, Path.GetFileName(tape)));
                views.Add(view);
                worst = Math.Max(worst, code);
            }
            catch (TapeException e)
            {
                Console.Error.WriteLine($"pipeline: {e.Message}");
                worst = Math.Max(worst, ExitCodes.InputUnusable);
            }
        }

        if (json)
        {
            TapeText.Write(new { Tapes = views }, json);
        }
        else
        {
            views.ForEach(view => TapeText.Write(view, json));
        }

        return worst;
    }

    private static (object View, int Code) Repair(string tape, string? output)
    {
        if (output is not null)
        {
            OutputFile.RequireNew(output, [tape]);
        }

        var repaired = TapeRecovery.Recover(tape, output);
        var view = new
        {
            Tape = repaired.Output,
            Sound = repaired.IsSound,
            repaired.RecordsKept,
            repaired.BlocksKept,
            repaired.Holes,
            repaired.MissingRecords,
            repaired.Lost,
            repaired.Aside,
        };
        var defects = repaired.Defects.Where(defect => repaired.IsLoss || !defect.IsTornTail).Select(defect => $"{defect.File}: byte {defect.Offset}: {defect.Reason}");
        var told = DamageLines.Tell(repaired.CutOff is { } end ? defects.Append(end) : defects);
        return (view, repaired.IsDamaged ? ExitCodes.InputDamaged : told);
    }

    private static int Cat(ParseResult parsed)
    {
        var first = parsed.GetValue(From);
        var left = parsed.GetValue(Count);
        if (first < 0 || left < 0)
        {
            throw new UsageException($"{(first < 0 ? "--from" : "--count")} {Math.Min(first, left)}: must be 0 or more");
        }

        using var reader = TapeReader.Open(TapeOf(parsed), ReadMode.Salvage);
        using var output = new StreamWriter(Console.OpenStandardOutput(), bufferSize: 1 << 16);
        Func<TapeReader, int, string> describe = parsed.GetValue(Decisions) ? DecisionText.Describe : RecordText.Describe;
        while (left > 0 && reader.ReadBlock())
        {
            left = CatBlock(reader, parsed.GetValue(Decisions), first, left, describe, output);
        }

        output.Flush();
        if (left == parsed.GetValue(Count) && first > 0)
        {
            Console.Error.WriteLine($"pipeline: nothing stands at --from {first} or behind it; tape info tells how many records there are");
        }

        return DamageLines.Tell(reader.Defects.Select(defect => defect.ToString()));
    }

    private static long CatBlock(TapeReader reader, bool decisions, long first, long left, Func<TapeReader, int, string> describe, StreamWriter output)
    {
        var count = decisions ? reader.Decisions.Length : reader.Records.Length;
        for (var i = 0; i < count && left > 0; i++)
        {
            var ordinal = decisions ? reader.Decisions[i].RecordOrdinal : reader.FirstRecordOrdinal + i;
            if (ordinal >= first)
            {
                output.WriteLine(describe(reader, i));
                left--;
            }
        }

        return left;
    }

    private static int Import(ParseResult parsed)
    {
        var request = new ReplayRequest
        {
            Inputs = parsed.GetRequiredValue(Source),
            JournalFile = parsed.GetRequiredValue(Out),
            Decisions = parsed.GetValue(KeepDecisions),

            // What came from standard input is nowhere else.
            KeepsPart = parsed.GetRequiredValue(Source).Contains("-"),
            InstrumentsFile = parsed.GetValue(Instruments),
            Symbols = LoadSession.SymbolsOf(parsed.GetValue(Symbol)),
        };
        using var interruption = new Interruption();
        var summary = ReplaySession.Run(request, interruption.Token);
        var bytes = new FileInfo(request.JournalFile).Length;
        TapeText.Write(
            new
            {
                Tape = request.JournalFile,
                summary.Messages,
                summary.DeadLetters,
                Bytes = bytes,
                BytesPerMessage = Math.Round((double)bytes / Math.Max(1, summary.Messages), 2),
                summary.Seconds,
                summary.InputErrors,
                summary.Unproved,
            },
            parsed.GetValue(Json));
        return RunVerdict.Tell(summary);
    }

    private sealed class Progress(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }
}
