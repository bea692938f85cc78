using System.Buffers.Binary;
using System.Text;
using NUnit.Framework;
using Pipeline.Feeds.Sockets;
using Pipeline.Testing;

namespace Pipeline.Tests.Feeds.Sockets;

/// <summary>However the bytes are cut, the same messages; whatever breaks the protocol, one typed fault at its place.</summary>
public sealed class FrameReaderTests
{
    private const int MaxFrame = 100_000;
    private const int MaxMessage = 150_000;

    [Test]
    public void Should_give_equal_messages_however_the_bytes_are_cut([Range(0, 19)] int block)
    {
        for (var seed = block * 100; seed < (block + 1) * 100; seed++)
        {
            var random = new Random(seed);
            var (bytes, expected) = Conversation(random);
            Assert.That(ReadCut(bytes, random), Is.EqualTo(expected), $"seed {seed}; repeat: dotnet test tests/Pipeline.Tests --filter FrameReaderTests, block {block}");
        }
    }

    [Test]
    public void Should_never_fail_otherwise_than_by_a_typed_fault()
    {
        for (var seed = 0; seed < 20_000; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            try
            {
                ReadCut(bytes, random);
            }
            catch (WebSocketFaultException e)
            {
                Assert.That(e.Fault, Is.Not.EqualTo(WebSocketFault.None), $"seed {seed}");
                Assert.That(e.Offset, Is.InRange(0, bytes.Length), $"seed {seed}");
            }
        }
    }

    [TestCase(new byte[] { 0xC1, 0x00 }, WebSocketFault.ReservedBits)]
    [TestCase(new byte[] { 0x83, 0x00 }, WebSocketFault.UnknownOpcode)]
    [TestCase(new byte[] { 0x8B, 0x00 }, WebSocketFault.UnknownOpcode)]
    [TestCase(new byte[] { 0x81, 0x80, 0, 0, 0, 0 }, WebSocketFault.MaskedByServer)]
    [TestCase(new byte[] { 0x09, 0x00 }, WebSocketFault.FragmentedControl)]
    [TestCase(new byte[] { 0x89, 0x7E, 0, 126 }, WebSocketFault.LongControl)]
    [TestCase(new byte[] { 0x81, 0x7E, 0, 125 }, WebSocketFault.BadLength)]
    [TestCase(new byte[] { 0x81, 0x7F, 0, 0, 0, 0, 0, 0, 255, 255 }, WebSocketFault.BadLength)]
    [TestCase(new byte[] { 0x81, 0x7F, 255, 0, 0, 0, 0, 0, 0, 0 }, WebSocketFault.BadLength)]
    [TestCase(new byte[] { 0x81, 0x7F, 0, 0, 0, 0, 1, 0, 0, 0 }, WebSocketFault.FrameTooLarge)]
    [TestCase(new byte[] { 0x80, 0x00 }, WebSocketFault.UnexpectedContinuation)]
    [TestCase(new byte[] { 0x01, 0x00, 0x81, 0x00 }, WebSocketFault.ExpectedContinuation)]
    [TestCase(new byte[] { 0x81, 0x01, 0xFF }, WebSocketFault.BadText)]
    [TestCase(new byte[] { 0x88, 0x01, 0x03 }, WebSocketFault.BadClose)]
    [TestCase(new byte[] { 0x88, 0x02, 0x03, 0xED }, WebSocketFault.BadClose)]
    public void Should_name_the_fault(byte[] bytes, WebSocketFault fault)
    {
        byte[] whole = [0x81, 0x01, (byte)'a', .. bytes];
        foreach (var step in (int[])[1, whole.Length])
        {
            var thrown = Assert.Throws<WebSocketFaultException>(() => ReadAll(whole, _ => step));
            Assert.That(thrown!.Fault, Is.EqualTo(fault), $"{step} bytes at once");
            Assert.That(thrown.Offset, Is.EqualTo(fault == WebSocketFault.ExpectedContinuation ? 5 : 3), "the frame's first byte");
        }
    }

    [Test]
    public void Should_refuse_a_message_of_fitting_frames_that_is_too_large()
    {
        byte[] bytes = [.. ServerFrame(2, false, new byte[MaxFrame]), .. ServerFrame(0, true, new byte[MaxFrame])];

        var thrown = Assert.Throws<WebSocketFaultException>(() => ReadAll(bytes, _ => 4096));

        Assert.That(thrown!.Fault, Is.EqualTo(WebSocketFault.MessageTooLarge));
    }

    [Test]
    public void Should_mask_what_a_client_writes()
    {
        foreach (var bytes in (int[])[0, 1, 7, 8, 125, 126, 65_535, 65_536])
        {
            var payload = Encoding.ASCII.GetBytes(new string('x', bytes));
            var frame = new byte[bytes + WebSocketFrameWriter.MaxHeaderBytes];
            var written = WebSocketFrameWriter.Write(frame, WebSocketOpcode.Text, payload, 0xA1B2C3D4);

            var headBytes = bytes < 126 ? 2 : bytes < 65_536 ? 4 : 10;
            Assert.That(written, Is.EqualTo(headBytes + 4 + bytes));
            Assert.That(frame[1] & 0x80, Is.EqualTo(0x80));
            byte[] mask = frame[headBytes..(headBytes + 4)];
            for (var i = 0; i < bytes; i++)
            {
                frame[headBytes + 4 + i] ^= mask[i % 4];
            }

            Assert.That(frame[(headBytes + 4)..written], Is.EqualTo(payload));
        }
    }

    [Test]
    public void Should_allocate_nothing_in_steady_state()
    {
        var (bytes, _) = Conversation(new Random(7));
        var reader = new WebSocketFrameReader(MaxFrame, MaxMessage);
        var messages = Read(reader, bytes, 20);

        Assert.That(Allocations.Of(() => messages += Read(reader, bytes, 1_000)), Is.Zero, $"over {messages} messages");
    }

    private static int Read(WebSocketFrameReader reader, byte[] bytes, int times)
    {
        var messages = 0;
        for (; times > 0; times--)
        {
            ReadOnlySpan<byte> rest = bytes;
            while (reader.TryRead(rest[..Math.Min(rest.Length, 1_000)], out var consumed, out _, out _) || consumed > 0)
            {
                messages++;
                rest = rest[consumed..];
            }
        }

        return messages;
    }

    private static (byte[] Bytes, List<string> Messages) Conversation(Random random)
    {
        var bytes = new List<byte>();
        var messages = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var payload = Encoding.ASCII.GetBytes(new string((char)random.Next('a', 'z'), random.Next(4) == 0 ? random.Next(70_000) : random.Next(300)));
            var isText = random.Next(2) == 0;
            AddFragments(bytes, messages, payload, isText ? 1 : 2, random);
            messages.Add($"{(isText ? WebSocketOpcode.Text : WebSocketOpcode.Binary)} {Encoding.ASCII.GetString(payload)}");
        }

        return ([.. bytes], messages);
    }

    private static void AddFragments(List<byte> bytes, List<string> messages, byte[] payload, int opcode, Random random)
    {
        var at = 0;
        for (var fragments = random.Next(1, 4); fragments > 0; fragments--)
        {
            var end = fragments == 1 ? payload.Length : random.Next(at, payload.Length + 1);
            bytes.AddRange(ServerFrame(at == 0 && opcode != 0 ? opcode : 0, fragments == 1, payload[at..end]));
            opcode = 0;
            at = end;
            if (fragments > 1 && random.Next(2) == 0)
            {
                bytes.AddRange(ServerFrame(9, true, "ping"u8.ToArray()));
                messages.Add("Ping ping");
            }
        }
    }

    private static byte[] ServerFrame(int opcode, bool isFinal, byte[] payload)
    {
        var first = (byte)(opcode | (isFinal ? 0x80 : 0));
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
        return payload.Length < 126 ? [first, (byte)payload.Length, .. payload]
            : payload.Length < 65_536 ? [first, 126, length[6], length[7], .. payload]
            : [first, 127, .. length, .. payload];
    }

    private static List<string> ReadCut(byte[] bytes, Random random) =>
        ReadAll(bytes, left => random.Next(3) == 0 ? 1 : random.Next(1, left + 1));

    private static List<string> ReadAll(byte[] bytes, Func<int, int> cut)
    {
        var reader = new WebSocketFrameReader(MaxFrame, MaxMessage);
        var messages = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var end = Math.Min(bytes.Length, at + cut(bytes.Length - at));
            while (reader.TryRead(bytes.AsSpan(at..end), out var consumed, out var opcode, out var payload))
            {
                messages.Add($"{opcode} {Encoding.ASCII.GetString(payload)}");
                at += consumed;
            }

            at = end;
        }

        Assert.That(reader.Position, Is.EqualTo(bytes.Length));
        return messages;
    }
}
