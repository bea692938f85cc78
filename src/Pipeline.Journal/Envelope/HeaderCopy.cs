namespace Pipeline.Journal.Envelope;

/// <summary>Which of a tape's three headers could be read.</summary>
internal enum HeaderSource
{
    /// <summary>Both at the start.</summary>
    Both = 0,

    /// <summary>One of those.</summary>
    One = 1,

    /// <summary>Neither: the seal's.</summary>
    Seal = 2,

    /// <summary>None.</summary>
    None = 3,
}

/// <summary>Finds a header that holds, wherever it stands, and says what is wrong with the others.</summary>
internal sealed class HeaderCopy
{
    private HeaderCopy(TapeHeader header, byte[] used, long blocksAt, HeaderSource source) =>
        (Header, Used, BlocksAt, Source) = (header, used, blocksAt, source);

    /// <summary>What the tape says of itself.</summary>
    public TapeHeader Header { get; }

    /// <summary>The copy's bytes without the zeros behind them.</summary>
    public byte[] Used { get; }

    /// <summary>Where the first block should start.</summary>
    public long BlocksAt { get; }

    /// <summary>Which header it is.</summary>
    public HeaderSource Source { get; }

    /// <summary>What is wrong with the other copies: nothing is lost by it.</summary>
    public List<TapeDefect> Defects { get; } = [];

    /// <summary>Looks at the start of the file, then behind damage for the second copy, then for the seal.</summary>
    /// <exception cref="TapeException">None holds.</exception>
    public static HeaderCopy Find(TapeInput input)
    {
        var first = TryCopy(input, 0);
        if (first is not null)
        {
            return OfStart(input, first);
        }

        var copy = BehindDamage(input) ?? OfSeal(input) ?? throw new TapeException(new TapeDefect(input.Path, 0, FaultOf(input), IsTornTail: false));
        copy.Defects.Insert(0, new TapeDefect(input.Path, 0, TapeFault.FileHeader, IsTornTail: false) { LosesNothing = true });
        return copy;
    }

    // The copy at the start holds: the other must be the same to the last byte.
    private static HeaderCopy OfStart(TapeInput input, Copy first)
    {
        var second = TryCopy(input, first.Bytes);
        var isSame = second is not null && second.Used.AsSpan().SequenceEqual(first.Used);
        var found = new HeaderCopy(first.Header, first.Used, 2L * first.Bytes, isSame ? HeaderSource.Both : HeaderSource.One);
        found.CheckZeros(input, 0, first);
        if (isSame)
        {
            found.CheckZeros(input, first.Bytes, second!);
        }
        else
        {
            var fault = input.Length < found.BlocksAt ? TapeFault.Truncated : TapeFault.FileHeader;
            found.Defects.Add(new TapeDefect(input.Path, first.Bytes, fault, IsTornTail: false) { LosesNothing = true });
        }

        return found;
    }

    private static HeaderCopy? BehindDamage(TapeInput input)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(magic, TapeFormat.FileMagic);
        for (var at = 1L; (at = input.Find(magic, at)) is >= 0 and <= TapeFormat.FileHeaderMaxBytes; at++)
        {
            if (TryCopy(input, at) is { } copy)
            {
                var found = new HeaderCopy(copy.Header, copy.Used, at + copy.Bytes, HeaderSource.One);
                found.CheckZeros(input, at, copy);
                return found;
            }
        }

        return null;
    }

    private static HeaderCopy? OfSeal(TapeInput input)
    {
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(magic, TapeFormat.BlockMagic);
        for (var at = 0L; (at = input.Find(magic, at)) >= 0; at++)
        {
            if (BlockHeader.Read(input.Read(at, TapeFormat.BlockHeaderBytes), out var block) == TapeFault.None && (block.Flags & BlockFlags.Seal) != 0
                && HeaderIn(input.Read(at + TapeFormat.BlockHeaderBytes, block.StoredBytes), block) is { } copy)
            {
                return new HeaderCopy(copy.Header, copy.Used, 2L * copy.Bytes, HeaderSource.Seal);
            }
        }

        return null;
    }

    private static Copy? HeaderIn(ReadOnlySpan<byte> stored, BlockHeader block)
    {
        if (stored.Length < block.StoredBytes || BlockHeader.ChecksumOf(stored, block.Sequence) != block.Checksum)
        {
            return null;
        }

        var bytes = TapeTotals.Behind(stored);
        return FileHeader.Read(bytes, out var header) == TapeFault.None ? new Copy(header!, bytes.ToArray(), FileHeader.LengthOf(bytes)) : null;
    }

    // With all its zeros, which the one in the seal does not have.
    private static Copy? TryCopy(TapeInput input, long at)
    {
        var start = input.Read(at, FileHeader.LengthKnownAfterBytes);
        var length = start.Length < FileHeader.LengthKnownAfterBytes ? 0 : FileHeader.LengthOf(start);
        var bytes = length == 0 ? [] : input.Read(at, length);
        return length > 0 && bytes.Length == length && FileHeader.Read(bytes, out var header) == TapeFault.None ? new Copy(header!, FileHeader.Used(bytes).ToArray(), length) : null;
    }

    // Why the first copy does not hold, where nothing else does either.
    private static TapeFault FaultOf(TapeInput input)
    {
        var start = input.Read(0, FileHeader.LengthKnownAfterBytes);
        if (start.Length < FileHeader.LengthKnownAfterBytes)
        {
            return start.IsEmpty ? TapeFault.NotATape : TapeFault.Truncated;
        }

        var length = FileHeader.LengthOf(start);
        if (length == 0)
        {
            return TapeFault.NotATape;
        }

        var bytes = input.Read(0, length);
        if (bytes.Length < length)
        {
            return TapeFault.Truncated;
        }

        var fault = FileHeader.Read(bytes, out _);
        return fault == TapeFault.Version || FileHeader.IsOfEarlierVersion(bytes) ? TapeFault.Version : TapeFault.FileHeader;
    }

    private void CheckZeros(TapeInput input, long at, Copy copy)
    {
        if (input.Read(at + copy.Used.Length, copy.Bytes - copy.Used.Length).ContainsAnyExcept((byte)0))
        {
            Defects.Add(new TapeDefect(input.Path, at + copy.Used.Length, TapeFault.Reserved, IsTornTail: false) { LosesNothing = true });
        }
    }

    private sealed record Copy(TapeHeader Header, byte[] Used, int Bytes);
}
