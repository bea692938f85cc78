using System.Text.Json;
using NUnit.Framework;
using Pipeline.Testing.Replay;

namespace Pipeline.Tests.EndToEnd;

/// <summary>`pipeline replay` as a user runs it: what it prints, and what it makes of every kind of input.</summary>
[Parallelizable(ParallelScope.Children)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReplayVerbTests : IDisposable
{
    private static readonly string[] Members =
    [
        "messages", "depthMessages", "depthUpdates", "levelUpdates", "trades", "aggTrades", "bookTickers", "snapshots", "other", "filtered",
        "deadLetters", "deadLetterReasons", "inputErrors", "gaps", "resyncs", "bboChecks", "bboMismatches", "book", "rows", "decisions", "orders", "fills",
        "rejects", "inputHash", "bookHash", "rowHash", "stateHash", "decisionHash", "seconds", "messagesPerSecond",
        "allocatedBytesPerMessage", "threads", "stageNanos", "inferred", "checksOff",
    ];

    private static readonly Lazy<JsonElement> Small = new(() =>
    {
        using var folder = new TemporaryFolder();
        return PipelineProcess.Run("replay", folder.WriteLines("small.txt", SmallRecording.Lines), "--json").Json();
    });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Should_print_one_json_object_with_every_member()
    {
        var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--json", "--telemetry");
        var json = result.Json();

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(Members.Where(name => !json.TryGetProperty(name, out _)), Is.Empty);
        Assert.That(json.GetProperty("messages").GetInt32(), Is.EqualTo(SmallRecording.LineCount));
        Assert.That(json.GetProperty("rows").GetInt32(), Is.Positive);
        Assert.That(json.GetProperty("book").EnumerateObject().Select(each => each.Name), Is.EquivalentTo(new[] { "bestBid", "bestBidSize", "bestAsk", "bestAskSize", "bidLevels", "askLevels" }));
        Assert.That(json.GetProperty("threads")[0].EnumerateObject().Select(each => each.Name), Is.EquivalentTo(new[] { "stage", "tid", "cpu" }));
        var stages = json.GetProperty("stageNanos").EnumerateObject().ToList();
        Assert.That(stages.Select(stage => stage.Name), Is.SupersetOf(new[] { "decode", "book", "features", "inference", "strategy", "risk" }));
        Assert.That(stages.All(stage => stage.Value.TryGetProperty("p50", out _) && stage.Value.TryGetProperty("p99", out _) && stage.Value.TryGetProperty("p999", out _) && stage.Value.TryGetProperty("max", out _)), Is.True);
    }

    [Test]
    public void Should_print_no_stage_times_without_telemetry() =>
        Assert.That(Small.Value.GetProperty("stageNanos").ValueKind, Is.EqualTo(JsonValueKind.Null));

    [Test]
    public void Should_print_a_text_for_people_without_json()
    {
        var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines));

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(result.Output, Does.Contain(Small.Value.GetProperty("decisionHash").GetString()));
    }

    [TestCase("--mode", "invoker")]
    [TestCase("--mode", "shared")]
    [TestCase("--mode", "dedicated")]
    [TestCase("--kernel", "scalar")]
    [TestCase("--kernel", "128")]
    [TestCase("--kernel", "256")]
    [TestCase("--kernel", "512")]
    [TestCase("--strategy", "taker")]
    public void Should_give_the_same_hashes_with(string option, string value) =>
        IsSmall(PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--json", option, value), 0);

    [Test]
    public void Should_read_standard_input() =>
        IsSmall(PipelineProcess.RunWithInput(SmallRecording.Text, "replay", "-", "--json"), 0);

    [Test]
    public void Should_read_several_files_as_one_stream()
    {
        var first = _folder.WriteLines("1.txt", SmallRecording.Lines.Take(700));
        var second = _folder.WriteBytes("2.gz", RecordedLines.Gzip(string.Concat(SmallRecording.Lines.Skip(700).Select(line => line + "\n"))));

        var json = PipelineProcess.Run("replay", first, second, "--json").Json();

        Assert.That(json.GetProperty("bookHash").GetString(), Is.EqualTo(Small.Value.GetProperty("bookHash").GetString()));
        Assert.That(json.GetProperty("decisionHash").GetString(), Is.EqualTo(Small.Value.GetProperty("decisionHash").GetString()));
    }

    [Test]
    public void Should_take_microseconds()
    {
        var json = PipelineProcess.Run("replay", Write(SmallRecording.Lines.Select(line => line[..16] + line[19..])), "--json").Json();

        Assert.That(json.GetProperty("bookHash").GetString(), Is.EqualTo(Small.Value.GetProperty("bookHash").GetString()));
        Assert.That(json.GetProperty("inputErrors").GetArrayLength(), Is.Zero);
    }

    [Test]
    public void Should_replay_its_own_tape_alike()
    {
        var tape = _folder.File("run.tape");
        IsSmall(PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--json", "--journal", tape), 0);
        IsSmall(PipelineProcess.Run("replay", tape, "--json"), 0);
        IsSmall(PipelineProcess.Run("replay", _folder.Path, "--json"), 0);
    }

    [Test]
    public void Should_not_write_over_a_tape_that_is_there()
    {
        var tape = _folder.WriteBytes("run.tape", [1, 2, 3]);
        var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--json", "--journal", tape);

        Assert.That(result.ExitCode, Is.Not.Zero, "a user's file is gone");
        Assert.That(File.ReadAllBytes(tape), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [TestCase("--journal")]
    [TestCase("--features")]
    public void Should_make_the_folder_of_an_output(string option)
    {
        Assert.That(PipelineProcess.Run("replay", Write(SmallRecording.Lines), option, _folder.File("new/folder/out.csv")).ExitCode, Is.Zero);
        Assert.That(File.Exists(_folder.File("new/folder/out.csv")), Is.True);
    }

    [TestCase("--journal", 2)]
    [TestCase("--features", 2)]
    public void Should_say_in_one_line_where_an_output_cannot_be_written(string option, int exitCode)
    {
        // A file stands where a folder would have to.
        _folder.WriteLines("none", []);
        var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines), option, _folder.File("none/out.csv"));

        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(result.Errors.TrimEnd(), Does.StartWith("pipeline: ").And.Not.Contain("\n"));
    }

    [Test]
    public void Should_list_lines_without_a_receive_time_and_exit_with_3()
    {
        var lines = SmallRecording.Lines.ToList();
        lines.Insert(100, "garbage");
        lines.Insert(900, "{\"no\":\"time\"}");
        lines.Insert(1_200, "12345 {}");
        lines.Insert(1_300, "1790000000000000000 {\"stream\":");
        var file = Write(lines);
        var result = PipelineProcess.Run("replay", file, "--json");
        var json = result.Json();

        Assert.That(result.ExitCode, Is.EqualTo(3), result.All);
        Assert.That(json.GetProperty("messages").GetInt32(), Is.EqualTo(SmallRecording.LineCount + 4));
        Assert.That(json.GetProperty("deadLetters").GetInt32(), Is.EqualTo(4));
        Assert.That(json.GetProperty("inputErrors").EnumerateArray().Select(error => error.GetProperty("line").GetInt32()), Is.EqualTo(new[] { 101, 901, 1_201, 1_301 }));
        Assert.That(json.GetProperty("inputErrors")[0].GetProperty("file").GetString(), Is.EqualTo(file));
        Assert.That(json.GetProperty("bookHash").GetString(), Is.EqualTo(Small.Value.GetProperty("bookHash").GetString()));
    }

    [TestCase("depthUpdate", 3)]
    [TestCase("bookTicker", 0)]
    public void Should_say_where_the_first_dead_letter_of_each_reason_stands(string name, int exitCode)
    {
        var lines = SmallRecording.Lines.ToList();
        var found = lines.Select((line, index) => (line, index)).Where(each => each.line.Contains($"\"e\":\"{name}\"", StringComparison.Ordinal)).TakeLast(2).ToList();
        foreach (var (line, index) in found)
        {
            lines[index] = line.Replace("\"u\":", "\"v\":", StringComparison.Ordinal);
        }

        var file = Write(lines);
        var result = PipelineProcess.Run("replay", file, "--json");

        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(result.Json().GetProperty("deadLetterReasons").GetProperty("MissingMember").GetInt32(), Is.EqualTo(2));
        Assert.That(result.Errors, Does.Contain($"{file}: line {found[0].index + 1}: MissingMember").And.Not.Contain($"line {found[1].index + 1}:"));
    }

    [Test]
    public void Should_replay_whole_lines_before_a_cut_anywhere_and_exit_with_3()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var whole = RecordedLines.Gzip(SmallRecording.Text);
        var name = 0;
        var cuts = Enumerable.Range(0, 20).Select(_ => random.Next(whole.Length * 2 / 100, whole.Length)).ToList();
        Parallel.ForEach(cuts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, cut =>
        {
            var file = _folder.WriteBytes($"cut{Interlocked.Increment(ref name)}.gz", whole[..cut]);
            var result = PipelineProcess.Run("replay", file, "--json");
            Assert.That(result.ExitCode, Is.EqualTo(3).Or.EqualTo(4), $"seed {seed}, cut at {cut}: {result.All}");
            if (result.ExitCode == 3)
            {
                Assert.That(result.Json().GetProperty("inputErrors").GetArrayLength(), Is.EqualTo(1), $"seed {seed}, cut at {cut}");
                Assert.That(result.Json().GetProperty("messages").GetInt32(), Is.InRange(1, SmallRecording.LineCount), $"seed {seed}, cut at {cut}");
            }
        });
    }

    [Test]
    public void Should_replay_every_line_behind_a_wrong_checksum_and_exit_with_3()
    {
        var damaged = RecordedLines.Gzip(SmallRecording.Text);
        damaged[^6] ^= 1;

        IsSmall(PipelineProcess.Run("replay", _folder.WriteBytes("crc.gz", damaged), "--json"), 3);
    }

    [TestCase("")]
    [TestCase("\n\n  \n")]
    [TestCase("garbage\nmore garbage\n")]
    [TestCase("\u001f\u0008")]
    public void Should_exit_with_4_where_no_line_is_usable(string text)
    {
        var result = PipelineProcess.Run("replay", _folder.WriteBytes("unusable.txt", System.Text.Encoding.Latin1.GetBytes(text)), "--json");

        Assert.That(result.ExitCode, Is.EqualTo(4), result.All);
        Assert.That(result.Errors, Does.Contain("unusable.txt"));
    }

    [Test]
    public void Should_exit_with_4_for_a_missing_file_a_directory_and_an_unreadable_table()
    {
        var small = Write(SmallRecording.Lines);
        foreach (var arguments in new string[][] { [_folder.File("none.gz")], [Directory.CreateDirectory(_folder.File("empty")).FullName], [small, "--instruments", _folder.File("none.json")], [small, "--instruments", small], [small, _folder.File("none.gz")] })
        {
            var result = PipelineProcess.Run(["replay", .. arguments]);
            Assert.That(result.ExitCode, Is.EqualTo(4), result.All);
        }
    }

    [Test]
    public void Should_exit_with_4_for_bytes_that_claim_to_be_a_tape()
    {
        var tape = _folder.File("run.tape");
        PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--journal", tape);
        var bytes = File.ReadAllBytes(tape);

        var result = PipelineProcess.Run("replay", _folder.WriteBytes("short.tape", bytes[..20]), "--json");

        Assert.That(result.ExitCode, Is.EqualTo(4), result.All);
    }

    [Test]
    public void Should_replay_what_is_whole_of_a_damaged_tape_and_exit_with_3()
    {
        var tape = _folder.File("run.tape");
        PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--journal", tape);
        var bytes = File.ReadAllBytes(tape);
        bytes[bytes.Length / 2] ^= 1;

        var result = PipelineProcess.Run("replay", _folder.WriteBytes("damaged.tape", bytes), "--json");

        Assert.That(result.ExitCode, Is.EqualTo(3), result.All);
        Assert.That(result.Json().GetProperty("inputErrors").GetArrayLength(), Is.Positive);
    }

    [Test]
    public void Should_list_all_symbols_of_an_input_and_follow_those_that_are_named()
    {
        var lines = SmallRecording.Lines.ToList();
        lines.InsertRange(lines.Count - 5, SmallRecording.About("ETHUSDT").Where(line => line.Contains("@trade", StringComparison.Ordinal)).Take(3));
        lines.InsertRange(300, SmallRecording.About("SOLUSDT").Where(line => line.Contains("@trade", StringComparison.Ordinal)).Take(3));
        var file = Write(lines);

        var refused = PipelineProcess.Run("replay", file, "--json");
        var followed = PipelineProcess.Run("replay", file, "--json", "--symbol", "BTCUSDT");

        Assert.That(refused.ExitCode, Is.EqualTo(2), refused.All);
        Assert.That(refused.Errors, Does.Contain("BTCUSDT").And.Contain("ETHUSDT").And.Contain("SOLUSDT").And.Contain("--symbol"));
        Assert.That(followed.ExitCode, Is.Zero, followed.All);
        Assert.That(followed.Json().GetProperty("bookHash").GetString(), Is.EqualTo(Small.Value.GetProperty("bookHash").GetString()));
        Assert.That(followed.Json().GetProperty("messages").GetInt32(), Is.EqualTo(SmallRecording.LineCount + 6));
    }

    [Test]
    public void Should_exit_with_4_where_the_named_symbol_is_not_there()
    {
        var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--symbol", "NOSUCHUSDT");

        Assert.That(result.ExitCode, Is.AnyOf(2, 4), result.All);
        Assert.That(result.Errors, Does.Contain("NOSUCHUSDT").And.Contain("BTCUSDT"));
    }

    [Test]
    public void Should_infer_the_grid_of_a_symbol_that_no_table_has()
    {
        var result = PipelineProcess.Run("replay", Write(SmallRecording.About("XYZUSDT")), "--json");
        var book = result.Json().GetProperty("book");

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That(result.Json().GetProperty("inferred").EnumerateArray().Select(each => each.GetString()), Is.EqualTo(new[] { "XYZUSDT" }));
        Assert.That(book.GetProperty("bidLevels").GetInt32(), Is.EqualTo(Small.Value.GetProperty("book").GetProperty("bidLevels").GetInt32()));
        Assert.That(decimal.Parse(book.GetProperty("bestBid").GetString()!, System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(decimal.Parse(Small.Value.GetProperty("book").GetProperty("bestBid").GetString()!, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [TestCase("XYZUSDT")]
    [TestCase("BTCUSDT")]
    public void Should_keep_a_price_finer_than_the_tick(string symbol)
    {
        var result = PipelineProcess.Run("replay", Write(WithBidAt(symbol, "59000.12345")), "--json");

        Assert.That(result.ExitCode, Is.Zero, result.All);
        Assert.That((result.Json().GetProperty("deadLetters").GetInt32(), result.Json().GetProperty("gaps").GetInt32()), Is.EqualTo((0, 0)));
        Assert.That(result.Json().GetProperty("offGrid").GetProperty("prices").GetInt32(), Is.EqualTo(1));
    }

    [TestCase("XYZUSDT")]
    [TestCase("BTCUSDT")]
    public void Should_make_a_price_that_no_unit_can_hold_a_dead_letter_that_breaks_the_chain(string symbol)
    {
        var result = PipelineProcess.Run("replay", Write(WithBidAt(symbol, "59000.123456789")), "--json");

        Assert.That(result.ExitCode, Is.EqualTo(3), result.All);
        Assert.That(result.Json().GetProperty("deadLetters").GetInt32(), Is.EqualTo(1));
        Assert.That(result.Json().GetProperty("gaps").GetInt32(), Is.EqualTo(1));
        Assert.That(result.Json().GetProperty("book").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    private static List<string> WithBidAt(string symbol, string price)
    {
        var lines = SmallRecording.About(symbol).ToList();
        var diff = lines.FindIndex(1_500, RecordedLines.IsDiff);
        lines[diff] = lines[diff].Replace("\"b\":[[\"", $"\"b\":[[\"{price}\",\"1.000\"],[\"", StringComparison.Ordinal);
        return lines;
    }

    [TestCase("INT", 130)]
    [TestCase("TERM", 143)]
    [Platform(Exclude = "Win")]
    public void Should_leave_a_sealed_tape_when_it_is_interrupted(string signal, int exitCode)
    {
        var tape = _folder.File("paced.tape");
        using var process = new PipelineProcess(["replay", FaultyRecording.Path, "--paced", "--journal", tape]);
        process.WaitFor(() => File.Exists(tape + ".open"));
        process.Signal(signal);
        var result = process.Finish();
        var verified = Journal.TapeInspector.Verify(tape);

        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        Assert.That(verified.IsSealed && verified.IsSound, Is.True, string.Join(", ", verified.Defects));
        Assert.That(verified.Holes, Is.EqualTo(1), "a part of a recording does not pass for the whole");
        Assert.That(File.Exists(tape + ".open"), Is.False);
    }

    [Test]
    public void Should_say_in_one_line_that_a_users_strategy_failed()
    {
        var reference = $"{typeof(BrokenStrategy).Assembly.Location}#{typeof(BrokenStrategy).FullName}";
        foreach (var mode in new[] { "invoker", "shared" })
        {
            var result = PipelineProcess.Run("replay", Write(SmallRecording.Lines), "--strategy", reference, "--mode", mode, "--journal", _folder.File($"{mode}.tape"));
            Assert.That(result.ExitCode, Is.Not.Zero.And.Not.EqualTo(134), result.All);
            Assert.That(result.Errors, Does.StartWith("pipeline: ").And.Contain("strategy+risk").And.Contain("broken on purpose"));
        }
    }

    private string Write(IEnumerable<string> lines) => _folder.WriteLines("recording.txt", lines);

    private static void IsSmall(PipelineProcess.Result result, int exitCode)
    {
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.All);
        foreach (var name in new[] { "messages", "rows", "orders", "inputHash", "bookHash", "rowHash", "stateHash", "decisionHash" })
        {
            Assert.That(result.Json().GetProperty(name).ToString(), Is.EqualTo(Small.Value.GetProperty(name).ToString()), name);
        }
    }
}
