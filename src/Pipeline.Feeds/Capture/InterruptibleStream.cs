using System.Runtime.ExceptionServices;

namespace Pipeline.Feeds.Capture;

/// <summary>Reads a stream whose writer may be silent for as long as it likes, and stops waiting when it is told to.</summary>
/// <remarks>
/// Single reader. A thread of its own reads one piece ahead at most, when it is asked for. Nothing interrupts a read of a pipe: where one
/// waits when reading ends, its thread waits on until the process ends.
/// </remarks>
internal sealed class InterruptibleStream(Stream source, CancellationToken cancellation) : ReadOnlyStream
{
    private const int PieceBytes = 256 * 1024;

    private readonly byte[] _piece = new byte[PieceBytes];
    private readonly SemaphoreSlim _wanted = new(0);
    private readonly SemaphoreSlim _filled = new(0);
    private Exception? _failure;
    private bool _hasStarted;
    private bool _hasEnded;
    private int _pieceBytes;
    private int _start;
    private int _end;

    public override int Read(Span<byte> buffer)
    {
        if (_start == _end && !_hasEnded)
        {
            Fill();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _piece.AsSpan(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_hasEnded)
        {
            _hasEnded = true;
            _wanted.Release();
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        if (!_hasStarted)
        {
            _hasStarted = true;
            new Thread(ReadPieces) { IsBackground = true, Name = "input" }.Start();
        }

        _wanted.Release();
        _filled.Wait(cancellation);
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        (_start, _end) = (0, _pieceBytes);
        _hasEnded = _pieceBytes == 0;
    }

    private void ReadPieces()
    {
        do
        {
            _wanted.Wait(CancellationToken.None);
            try
            {
                _pieceBytes = Volatile.Read(ref _hasEnded) ? 0 : source.Read(_piece);
            }
            catch (Exception e)
            {
                (_failure, _pieceBytes) = (e, 0);
            }

            _filled.Release();
        }
        while (_pieceBytes > 0);
    }
}
