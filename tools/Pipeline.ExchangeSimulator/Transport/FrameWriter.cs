using System.Buffers;
using System.Buffers.Binary;

namespace Pipeline.ExchangeSimulator;

/// <summary>Writes server frames: never masked, never fragmented, never compressed.</summary>
internal static class FrameWriter
{
    private const int LongestHeader = 10;

    public static void Append(ArrayBufferWriter<byte> output, in OutgoingFrame frame)
    {
        var length = AppendHeader(output.GetSpan(LongestHeader), frame.Kind, frame.Payload.Length);
        output.Advance(length);
        output.Write(frame.End == FrameEnd.CutInHalf ? frame.Payload.Span[..(frame.Payload.Length / 2)] : frame.Payload.Span);
    }

    private static int AppendHeader(Span<byte> header, FrameKind kind, int length)
    {
        header[0] = (byte)(0x80 | (byte)kind);
        if (length < 126)
        {
            header[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            header[1] = 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
            return 4;
        }

        header[1] = 127;
        BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)length);
        return 10;
    }
}
