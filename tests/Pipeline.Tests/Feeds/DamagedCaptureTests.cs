using System.Text;
using NUnit.Framework;
using Pipeline.Feeds.Capture;
using Pipeline.Testing.Replay;
using ZstdSharp;

namespace Pipeline.Tests.Feeds;

/// <summary>Compressed recordings, whole and damaged: every whole line before the damage, then one error that names the place.</summary>
internal sealed class DamagedCaptureTests
{
    private static readonly string[] Lines = [.. Enumerable.Range(0, 40).Select(i => $"{1790000000000000000 + (i * 7919L)} {{\"e\":\"trade\",\"n\":{i * 31}}}")];

    private static readonly string Text = string.Concat(Lines.Select(line => line + "\n"));

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Create() => _folder = new TemporaryFolder();

    [TearDown]
    public void CleanUp() => _folder.Dispose();

    [Test]
    public void Should_read_gzip_whatever_its_name() => IsWhole(Read("capture.txt", RecordedLines.Gzip(Text)));

    [Test]
    public void Should_read_plain_text_named_gz() => IsWhole(Read("capture.gz", Encoding.ASCII.GetBytes(Text)));

    [Test]
    public void Should_read_zstd() => IsWhole(Read("capture.zst", Zstd(Text)));

    [Test]
    public void Should_read_members_one_after_the_other_and_join_lines_across_them([Values(1, 2, 3, 7, 50)] int memberBytes)
    {
        var members = Text.Chunk(memberBytes * 13).SelectMany(part => RecordedLines.Gzip(new string(part)));

        IsWhole(Read("members.gz", [.. members]));
    }

    [Test]
    public void Should_read_a_header_with_every_optional_part()
    {
        var plain = RecordedLines.Gzip(Text);
        byte[] header = [0x1f, 0x8b, 8, 0x1e, 0, 0, 0, 0, 0, 3, 3, 0, 9, 8, 7, .. "name"u8, 0, .. "comment"u8, 0, 0xaa, 0xbb];

        IsWhole(Read("header.gz", [.. header, .. plain.AsSpan(10)]));
    }

    [Test]
    public void Should_find_a_cut_at_every_byte_and_keep_each_whole_line_before_it()
    {
        var whole = RecordedLines.Gzip(Text);
        for (var length = 2; length < whole.Length; length++)
        {
            IsPrefixWithOneError(Read("cut.gz", whole[..length]), $"cut at {length} of {whole.Length}");
        }
    }

    [Test]
    public void Should_keep_every_line_where_only_the_trailer_is_cut()
    {
        var whole = RecordedLines.Gzip(Text);
        for (var cut = 1; cut <= 8; cut++)
        {
            Assert.That(Read("trailer.gz", whole[..^cut]).Lines, Has.Count.EqualTo(Lines.Length), $"{cut} bytes of the trailer are missing");
        }
    }

    [Test]
    public void Should_find_a_change_of_any_byte_behind_the_header()
    {
        var whole = RecordedLines.Gzip(Text);
        for (var i = 10; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            Assert.That(Read("changed.gz", changed).Errors, Has.Count.EqualTo(1), $"byte {i} of {whole.Length}");
        }
    }

    [Test]
    public void Should_give_every_line_and_an_error_where_the_checksum_or_the_length_is_wrong([Values(1, 5)] int fromEnd)
    {
        var changed = RecordedLines.Gzip(Text);
        changed[^fromEnd] ^= 1;
        var read = Read("trailer.gz", changed);

        Assert.That(read.Lines.Select(line => $"{line.ReceiveNanos} {line.Text}"), Is.EqualTo(Lines));
        Assert.That(read.Errors.Single().Reason, Does.Contain(fromEnd == 1 ? "length" : "checksum"));
    }

    [Test]
    public void Should_give_every_line_and_an_error_for_bytes_behind_the_end()
    {
        var read = Read("garbage.gz", [.. RecordedLines.Gzip(Text), .. "garbage"u8]);

        Assert.That(read.Lines, Has.Count.EqualTo(Lines.Length));
        Assert.That(read.Errors.Single().Reason, Does.Contain("not gzip"));
    }

    [Test]
    public void Should_keep_the_lines_before_a_cut_that_another_member_follows()
    {
        var whole = RecordedLines.Gzip(Text);
        for (var length = 20; length < whole.Length - 8; length++)
        {
            var cut = Read("cut.gz", whole[..length]);
            var appended = Read("appended.gz", [.. whole[..length], .. whole]);

            // What follows the cut is unpacked as if it belonged to it, so at most garbage is added before that fails.
            Assert.That(appended.Lines.Take(cut.Lines.Count), Is.EqualTo(cut.Lines), $"cut at {length} of {whole.Length}");
            Assert.That(appended.Errors, Has.Count.EqualTo(1), $"cut at {length} of {whole.Length}");
            Assert.That(appended.Errors[0].Reason, Does.Not.Contain("Index"), "the library's own words help nobody");
        }
    }

    [Test]
    public void Should_take_zeros_behind_the_content_for_padding([Values("gzip", "zstd", "plain")] string packing, [Values(1, 512, 100_000)] int zeros)
    {
        var packed = packing switch
        {
            "gzip" => RecordedLines.Gzip(Text),
            "zstd" => Zstd(Text),
            _ => Encoding.ASCII.GetBytes(Text),
        };

        IsWhole(Read("padded", [.. packed, .. new byte[zeros]]));
    }

    [Test]
    public void Should_take_more_zeros_than_the_longest_line_for_padding() =>
        IsWhole(Read("preallocated", [.. Encoding.ASCII.GetBytes(Text), .. new byte[CaptureReader.MaxLineBytes + 4096]]));

    [Test]
    public void Should_read_members_and_frames_with_zeros_between_them()
    {
        var (first, rest) = (string.Concat(Lines.Take(7).Select(line => line + "\n")), string.Concat(Lines.Skip(7).Select(line => line + "\n")));

        IsWhole(Read("members", [.. RecordedLines.Gzip(first), .. new byte[700], .. RecordedLines.Gzip(rest)]));
        IsWhole(Read("frames", [.. Zstd(first), .. new byte[700], .. Zstd(rest)]));
    }

    [Test]
    public void Should_pass_over_skippable_frames_of_zstd([Values(0, 3, 15)] int number, [Values(0, 4, 70_000)] int bytes)
    {
        byte[] skippable = [(byte)(0x50 + number), 0x2a, 0x4d, 0x18, .. BitConverter.GetBytes(bytes), .. new byte[bytes]];

        IsWhole(Read("front.zst", [.. skippable, .. Zstd(Text)]));
        IsWhole(Read("between.zst", [.. Zstd(Text[..1000]), .. skippable, .. Zstd(Text[1000..]), .. skippable]));
    }

    [Test]
    public void Should_go_on_with_the_next_file_behind_damage()
    {
        var whole = RecordedLines.Gzip(Text);
        var cut = _folder.WriteBytes("cut.gz", whole[..(whole.Length / 2)]);
        var next = _folder.WriteBytes("next.gz", whole);

        var read = new ReadCapture(cut, next);

        Assert.That(read.Lines.Count(line => line.Source == 1), Is.EqualTo(Lines.Length));
        Assert.That(read.Errors.Single().File, Is.EqualTo(cut));
        Assert.That(read.Errors.Single().Line, Is.EqualTo(read.Lines.Count(line => line.Source == 0) + 1));
    }

    [Test]
    public void Should_find_a_cut_of_zstd_at_every_byte()
    {
        var whole = Zstd(Text);
        for (var length = 4; length < whole.Length; length++)
        {
            IsPrefixWithOneError(Read("cut.zst", whole[..length]), $"cut at {length} of {whole.Length}");
        }
    }

    [Test]
    public void Should_give_every_line_and_an_error_where_the_checksum_of_a_zstd_frame_is_wrong([Values(1, 2, 4)] int frames)
    {
        var part = Text.Length / frames;
        byte[] packed = [.. Enumerable.Range(0, frames).SelectMany(i => Zstd(i == frames - 1 ? Text[(i * part)..] : Text[(i * part)..((i + 1) * part)], checksum: true))];
        IsWhole(Read("whole.zst", packed));

        packed[^1] ^= 1;
        var read = Read("checksum.zst", packed);

        Assert.That(read.Lines.Select(line => $"{line.ReceiveNanos} {line.Text}"), Is.EqualTo(Lines));
        Assert.That(read.Errors.Single().Reason, Does.Contain("checksum"));
    }

    [Test]
    public void Should_give_as_many_lines_before_damage_of_zstd_as_before_a_cut_there([Values(1, 2, 3, 4, 5, 6)] int seed)
    {
        var random = new Random(seed);

        // Blocks that pack so well that several of them come to the decoder at once.
        var filler = new string('x', 120);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{1790000000000000000 + (i * 7919L)} {{\"n\":{random.Next(100)},\"t\":\"{filler}\"}}\n"));
        var packed = Zstd(text, checksum: seed % 2 == 0);
        var at = random.Next(packed.Length / 2, packed.Length - 16);
        var cut = Read("cut.zst", packed[..at]);

        packed[at] ^= (byte)(1 << random.Next(8));
        var damaged = Read("damaged.zst", packed);

        Assert.That(cut.Lines, Is.Not.Empty);
        Assert.That(damaged.Lines, Has.Count.GreaterThanOrEqualTo(cut.Lines.Count), $"seed {seed}, byte {at} of {packed.Length}");
        Assert.That(damaged.Lines.Take(cut.Lines.Count), Is.EqualTo(cut.Lines), $"seed {seed}");
    }

    [Test]
    public void Should_end_without_an_exception_on_any_bytes_that_claim_to_be_compressed([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(4, 400)];
            random.NextBytes(bytes);
            byte[] magic = round % 3 == 0 ? [0x28, 0xb5, 0x2f, 0xfd] : [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
            magic.AsSpan(0, Math.Min(magic.Length, bytes.Length)).CopyTo(bytes);
            Assert.That(() => Read("random.gz", bytes), Throws.Nothing, $"seed {seed}, round {round}");
        }
    }

    [Test]
    public void Should_end_without_an_exception_on_compressed_bytes_with_several_changes([Values(1, 2, 3)] int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 300; round++)
        {
            var bytes = round % 3 == 0 ? Zstd(Text) : RecordedLines.Gzip(Text);
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            }

            Assert.That(() => Read("changed.gz", bytes), Throws.Nothing, $"seed {seed}, round {round}");
        }
    }

    private static byte[] Zstd(string text, bool checksum = false)
    {
        using var compressor = new Compressor();
        compressor.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, checksum ? 1 : 0);
        return compressor.Wrap(Encoding.ASCII.GetBytes(text)).ToArray();
    }

    private static void IsWhole(ReadCapture read)
    {
        Assert.That(read.Errors, Is.Empty);
        Assert.That(read.Lines.Select(line => $"{line.ReceiveNanos} {line.Text}"), Is.EqualTo(Lines));
    }

    private static void IsPrefixWithOneError(ReadCapture read, string what)
    {
        Assert.That(read.Errors, Has.Count.EqualTo(1), what);
        Assert.That(read.Lines.Select(line => $"{line.ReceiveNanos} {line.Text}"), Is.EqualTo(Lines.Take(read.Lines.Count)), what);
        Assert.That((read.Errors[0].Line, read.Errors[0].Offset), Is.EqualTo((read.Lines.Count + 1L, (long)Lines.Take(read.Lines.Count).Sum(line => line.Length + 1))), what);
    }

    private ReadCapture Read(string name, byte[] bytes) => new(_folder.WriteBytes(name, bytes));
}
