namespace Pipeline.ExchangeSimulator;

/// <summary>Opcodes of websocket frames.</summary>
internal enum FrameKind : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}

/// <summary>How a frame leaves: whole, or as the last thing a connection says.</summary>
internal enum FrameEnd : byte
{
    None,
    CutInHalf,
    Abort,
}

/// <summary>A frame on its way out.</summary>
internal readonly record struct OutgoingFrame(FrameKind Kind, ReadOnlyMemory<byte> Payload, FrameEnd End = FrameEnd.None);
