using ZstdSharp.Unsafe;

namespace Pipeline.Feeds.Capture;

/// <summary>Reads zstd frames one after the other, skippable ones (as pzstd writes) included.</summary>
/// <remarks>
/// The library's own stream cannot tell where a frame ends, so it takes padding for damage. Its streaming call tells, but where it
/// meets damage it does not say what it had unpacked before in the same call. So each call gets what makes one step: a header, the
/// rest of one block, a checksum, or nothing while unpacked bytes may still wait inside.
/// </remarks>
internal sealed unsafe class ZstdFrameStream : UnpackingStream
{
    // A frame's magic and the byte behind it, which says how long its header is: no frame is as short, and one that lies whole
    // in a call's input is unpacked in one step.
    private const int FirstBytes = 5;

    // The library asks for a block together with the header of the next one.
    private const int BlockHeaderBytes = 3;

    private ZSTD_DCtx_s* _context;
    private bool _inFrame;
    private bool _mayHoldUnpacked;
    private nuint _wanted;
    private int _frames;

    public ZstdFrameStream(Stream source)
        : base(source)
    {
        _context = Methods.ZSTD_createDCtx();
        if (_context is null)
        {
            throw new OutOfMemoryException("there is no memory for a zstd decompressor");
        }
    }

    ~ZstdFrameStream() => FreeContext();

    public override int Read(byte[] buffer, int offset, int count)
    {
        ObjectDisposedException.ThrowIf(_context is null, this);
        while (count > 0)
        {
            if (!_inFrame)
            {
                if (_frames > 0 ? !PassOverPadding() : !HasPacked())
                {
                    return 0;
                }

                _inFrame = true;
                _wanted = FirstBytes;
                _frames++;
            }

            // Unpacked bytes may still wait inside the library when the packed ones have run out.
            var isCut = !_mayHoldUnpacked && !HasPacked();
            var written = Unpack(buffer.AsSpan(offset, count));
            if (written > 0)
            {
                return written;
            }

            if (isCut && _inFrame)
            {
                throw Damaged("the file is cut inside its compression");
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        FreeContext();
        base.Dispose(disposing);
    }

    private int Unpack(Span<byte> buffer)
    {
        nuint left;
        nuint consumed;
        nuint written;

        // SAFETY: both spans are pinned for the call, and the library stays inside the sizes that it is given; the context is
        // this object's own, freed only by Dispose, which Read checks.
        fixed (byte* packed = Packed)
        fixed (byte* unpacked = buffer)
        {
            var input = new ZSTD_inBuffer_s { src = packed, size = StepBytes() };
            var output = new ZSTD_outBuffer_s { dst = unpacked, size = (nuint)buffer.Length };
            left = Methods.ZSTD_decompressStream(_context, &output, &input);
            (consumed, written) = (input.pos, output.pos);
        }

        if (Methods.ZSTD_isError(left))
        {
            throw Damaged($"its compression is damaged ({Methods.ZSTD_getErrorName(left)})");
        }

        Consume((int)consumed);
        _inFrame = left != 0;
        _wanted = left;
        _mayHoldUnpacked = (int)written == buffer.Length;
        return (int)written;
    }

    private nuint StepBytes()
    {
        var step = _wanted > BlockHeaderBytes ? _wanted - BlockHeaderBytes : _wanted;
        return _mayHoldUnpacked ? 0 : Math.Min(step, (nuint)Packed.Length);
    }

    private void FreeContext()
    {
        if (_context is not null)
        {
            // SAFETY: the context came from ZSTD_createDCtx and is freed once.
            _ = Methods.ZSTD_freeDCtx(_context);
            _context = null;
        }
    }
}
