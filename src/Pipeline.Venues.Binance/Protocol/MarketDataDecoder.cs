using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>Turns one market-data message into one record: UTF-8 text in, integers out, nothing allocated.</summary>
/// <remarks>
/// Single thread. Every byte of every message is checked, whichever way it is read. A message that was walked token by token
/// and found good becomes a template; later ones of its shape are compared with it as whole vectors, and only their digits
/// are parsed. What fits no template, and what fits but holds a value that may not be, is walked: so there is one place that
/// says why a message is a dead letter.
/// </remarks>
public sealed class MarketDataDecoder
{
    private const int ScratchBytes = 512;

    private readonly InstrumentTable _instruments;
    private readonly Market _market;
    private readonly MessageScan _scan;
    private readonly LevelReader _levelReader;
    private readonly TemplateStore _templates = new();
    private readonly TemplateLearner _learner;
    private readonly byte[] _scratch = new byte[ScratchBytes];
    private int _version;

    /// <summary>A decoder for the messages of one market, as wide as this machine is fast.</summary>
    /// <exception cref="ArgumentException">The market is not said.</exception>
    public MarketDataDecoder(InstrumentTable instruments, Market market)
        : this(instruments, market, Widest)
    {
    }

    /// <summary>A decoder of a given width.</summary>
    /// <exception cref="ArgumentException">The market is not said, or this machine does not have the width.</exception>
    public MarketDataDecoder(InstrumentTable instruments, Market market, DecodeWidth width)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        if (market == Market.None)
        {
            Throw.Argument(nameof(market), "a decoder reads the messages of one market");
        }

        if (!IsSupported(width))
        {
            Throw.Argument(nameof(width), $"this machine has no {width}");
        }

        _instruments = instruments;
        _market = market;
        Width = width;
        _levelReader = new LevelReader(width);
        _scan = new MessageScan(_levelReader);
        _learner = new TemplateLearner(instruments, _templates);
        _version = instruments.Version;
    }

    /// <summary>The width that the runtime recommends on this machine.</summary>
    public static DecodeWidth Widest =>
        Vector512.IsHardwareAccelerated && IsSupported(DecodeWidth.Vector512) ? DecodeWidth.Vector512
        : Vector256.IsHardwareAccelerated && IsSupported(DecodeWidth.Vector256) ? DecodeWidth.Vector256
        : Vector128.IsHardwareAccelerated ? DecodeWidth.Vector128
        : DecodeWidth.Scalar;

    /// <summary>The width in use.</summary>
    public DecodeWidth Width { get; }

    /// <summary>Number of messages that no template fitted, so that they were walked.</summary>
    public long Walked { get; private set; }

    /// <summary>Index of the instrument that a snapshot without a symbol is about; -1 where that is not known.</summary>
    public int SnapshotInstrument { get; set; } = InputRecord.NoInstrument;

    /// <summary>Whether a decoder of that width runs here.</summary>
    public static bool IsSupported(DecodeWidth width) => width switch
    {
        DecodeWidth.Scalar or DecodeWidth.Vector128 => true,
        DecodeWidth.Vector256 => Avx2.IsSupported,
        DecodeWidth.Vector512 => Avx512BW.IsSupported && Avx2.IsSupported,
        _ => false,
    };

    /// <summary>Decodes one message.</summary>
    /// <param name="json">The text, exactly: nothing outside it is read.</param>
    /// <param name="record">
    /// Receives Kind, Flags, Instrument, times and body; Lane, Epoch and ReceiveNanos stay as they are, and LevelOffset is
    /// zero. After a dead letter the kind says DepthUpdate where the text is about the book, and the rest is of no use.
    /// </param>
    /// <param name="levels">Receives the levels of a diff or snapshot, bids first; at least <see cref="LevelArena.MaxRun"/> long.</param>
    /// <param name="errorOffset">Byte at which decoding stopped; 0 where it did not.</param>
    /// <returns>None where the message was decoded. One that nothing here uses is decoded too: its kind is Other.</returns>
    public DeadLetterReason Decode(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        errorOffset = 0;
        levels = levels[..LevelArena.MaxRun];
        if (_version != _instruments.Version)
        {
            ForgetTemplates();
        }

        var isRead = Width switch
        {
            DecodeWidth.Vector512 => TemplateReader<DecodeKernel512>.TryRead(_templates, _levelReader, _instruments, json, ref record, levels),
            DecodeWidth.Vector256 => TemplateReader<DecodeKernel256>.TryRead(_templates, _levelReader, _instruments, json, ref record, levels),
            DecodeWidth.Vector128 => TemplateReader<DecodeKernel128>.TryRead(_templates, _levelReader, _instruments, json, ref record, levels),
            _ => false,
        };
        var reason = isRead ? DeadLetterReason.None : Walk(json, ref record, levels, out errorOffset);
        if (reason != DeadLetterReason.None)
        {
            record.Kind = IsAboutBook(json) ? RecordKind.DepthUpdate : RecordKind.Other;
        }

        // Templates are native memory with a finalizer, and the code that reads them holds no reference to this object.
        GC.KeepAlive(this);
        return reason;
    }

    private DeadLetterReason Walk(ReadOnlySpan<byte> json, ref InputRecord record, Span<LevelUpdate> levels, out int errorOffset)
    {
        Walked++;
        var reason = _scan.Read(json, levels, out errorOffset);
        if (reason != DeadLetterReason.None)
        {
            return reason;
        }

        var reader = new MessageReader(json, _scan, _levelReader, _instruments, _market, _scratch, ref record, levels)
        {
            SnapshotInstrument = SnapshotInstrument,
        };
        reason = reader.Read(out errorOffset);
        if (reason == DeadLetterReason.None && Width != DecodeWidth.Scalar)
        {
            _learner.Learn(json, _scan, record);
        }

        return reason;
    }

    // What is broken cannot be asked for its members.
    private static bool IsAboutBook(ReadOnlySpan<byte> json) =>
        json.IndexOf("depthUpdate"u8) >= 0 || json.IndexOf("@depth"u8) >= 0 || json.IndexOf("lastUpdateId"u8) >= 0;

    /// <summary>An instrument changed: templates have scales and instrument numbers in them.</summary>
    private void ForgetTemplates()
    {
        _templates.Forget();
        _learner.WakeUp();
        _version = _instruments.Version;
    }
}
