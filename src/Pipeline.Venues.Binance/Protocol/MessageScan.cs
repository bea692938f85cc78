using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The first look at a message: is it JSON, and where do the members stand.</summary>
/// <remarks>
/// One pass over every byte. The members of the message, of the object in `data` and of the object in `o` are kept;
/// everything else is checked and passed over. Single thread, no allocation.
/// </remarks>
internal sealed class MessageScan
{
    /// <summary>At what scale levels are read before it is known whose they are: the venue's own, which nearly all instruments have.</summary>
    public static readonly DecimalScale AnyScale = DecimalScale.Of(8);

    private readonly LevelReader? _levelReader;
    private const int MaxNameBytes = 16;

    private readonly MessageMembers _root = new();
    private readonly MessageMembers _data = new();
    private readonly MessageMembers _rootOrder = new();
    private readonly MessageMembers _dataOrder = new();

    /// <param name="levelReader">Passes over levels faster; null for none.</param>
    public MessageScan(LevelReader? levelReader = null)
    {
        _levelReader = levelReader;
        Body = _root;
        Order = _rootOrder;
    }

    /// <summary>Members of the message itself: of `data` where it is wrapped.</summary>
    public MessageMembers Body { get; private set; }

    /// <summary>Members of the object in the body's `o`, a forced order; of use only where it is an object.</summary>
    public MessageMembers Order { get; private set; }

    /// <summary>The stream's name where the message is wrapped; Kind is None where it is raw.</summary>
    public JsonToken Stream { get; private set; }

    /// <summary>The bids that were read on the way.</summary>
    public PassedLevels Bids { get; private set; }

    /// <summary>The asks that were read on the way.</summary>
    public PassedLevels Asks { get; private set; }

    /// <summary>What the text is as a whole, or what `data` is where it is wrapped.</summary>
    public JsonKind Kind { get; private set; }

    /// <summary>Reads <paramref name="json"/>; the members are of use only where the answer is None.</summary>
    /// <param name="json">The text.</param>
    /// <param name="scratch">Room for levels that are passed over.</param>
    /// <param name="errorOffset">Byte at which reading stopped; 0 where it did not.</param>
    public DeadLetterReason Read(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, out int errorOffset)
    {
        var scanner = new JsonScanner(json);
        if (!TryReadText(json, scratch, ref scanner))
        {
            errorOffset = Math.Min(scanner.Position, json.Length);
            return DeadLetterReason.MalformedJson;
        }

        errorOffset = 0;
        return Kind == JsonKind.Object ? Unwrap(out errorOffset) : DeadLetterReason.None;
    }

    private bool TryReadText(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner)
    {
        Body = _root;
        Order = _rootOrder;
        Stream = default;
        Bids = default;
        Asks = default;
        Kind = JsonKind.Object;
        if (scanner.Peek() == '{')
        {
            return TryReadObject(json, scratch, ref scanner, _root) && scanner.IsAtEnd();
        }

        var isJson = scanner.TryReadValue(out var value) && scanner.IsAtEnd();
        Kind = value.Kind;
        return isJson;
    }

    private bool TryReadObject(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner, MessageMembers members)
    {
        members.Clear(scanner.Position);
        if (!scanner.TryOpen((byte)'{'))
        {
            return false;
        }

        if (scanner.TryClose((byte)'}'))
        {
            return true;
        }

        do
        {
            if (!TryReadMember(json, scratch, ref scanner, members))
            {
                return false;
            }
        }
        while (scanner.TryComma());
        return scanner.TryClose((byte)'}');
    }

    private bool TryReadMember(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner, MessageMembers members)
    {
        if (!scanner.TryReadLetter(out var name) && !scanner.TryReadName(out name))
        {
            return false;
        }

        var member = FindMember(json, name);
        var inner = InnerOf(members, member);
        JsonToken value;
        var first = scanner.Peek();
        if (inner is null || first != '{')
        {
            var isRead = first == '[' && IsLevels(member) ? TryPassLevels(json, scratch, ref scanner, member, out value) : scanner.TryReadValue(out value);
            if (!isRead)
            {
                return false;
            }
        }
        else
        {
            value = new JsonToken { Start = scanner.Position, Kind = JsonKind.Object };
            if (!TryReadObject(json, scratch, ref scanner, inner))
            {
                return false;
            }

            value.Length = scanner.Position - value.Start;
        }

        members.Add(member, name, value);
        return true;
    }

    private static bool IsLevels(Member member) => member is Member.Bid or Member.Ask or Member.Bids or Member.Asks;

    /// <summary>Reads a list as any other, but for levels that are written plainly: those are checked by reading them.</summary>
    /// <remarks>Bids go into the lower half of the room and asks into the upper one, whichever come first.</remarks>
    private bool TryPassLevels(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner, Member member, out JsonToken list)
    {
        var isBids = member is Member.Bid or Member.Bids;
        var half = isBids ? scratch[..(scratch.Length / 2)] : scratch[(scratch.Length / 2)..];
        if (!TryPassLevels(json, half, ref scanner, out list, out var passed))
        {
            return false;
        }

        Bids = isBids ? passed : Bids;
        Asks = isBids ? Asks : passed;
        return true;
    }

    private bool TryPassLevels(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner, out JsonToken list, out PassedLevels passed)
    {
        passed = default;
        list = new JsonToken { Start = scanner.Position, Kind = JsonKind.Array };
        if (!scanner.TryOpen((byte)'['))
        {
            return false;
        }

        if (scanner.TryClose((byte)']'))
        {
            list.Length = scanner.Position - list.Start;
            passed = new PassedLevels(list.Start, 0);
            return true;
        }

        for (var isFirst = true; ; isFirst = false)
        {
            if (TryPassRun(json, scratch, ref scanner, out var count))
            {
                list.Length = scanner.Position - list.Start;
                passed = isFirst ? new PassedLevels(list.Start, count) : default;
                return true;
            }

            if (!scanner.TryReadValue(out _))
            {
                return false;
            }

            if (!scanner.TryComma())
            {
                list.Length = scanner.Position + 1 - list.Start;
                return scanner.TryClose((byte)']');
            }
        }
    }

    /// <summary>Passes over plain levels; whether the list ended with them.</summary>
    private bool TryPassRun(ReadOnlySpan<byte> json, Span<LevelUpdate> scratch, ref JsonScanner scanner, out int count)
    {
        scanner.Peek();
        var position = scanner.Position;
        var isClosed = false;
        count = _levelReader?.Read(json, ref position, AnyScale, AnyScale, scratch, out isClosed) ?? 0;
        scanner.SkipTo(position);
        if (isClosed)
        {
            scanner.LeaveList();
        }

        return isClosed;
    }

    private MessageMembers? InnerOf(MessageMembers members, Member member)
    {
        if (members.Has(member))
        {
            return null;
        }

        return member switch
        {
            Member.Data when ReferenceEquals(members, _root) => _data,
            Member.Order when ReferenceEquals(members, _root) => _rootOrder,
            Member.Order when ReferenceEquals(members, _data) => _dataOrder,
            _ => null,
        };
    }

    private static Member FindMember(ReadOnlySpan<byte> json, in JsonToken name)
    {
        if (!name.Escaped)
        {
            return MemberNames.Find(name.In(json));
        }

        Span<byte> plain = stackalloc byte[MaxNameBytes];
        return JsonEscapes.TryUnescape(name.In(json), plain, out var length) ? MemberNames.Find(plain[..length]) : Member.None;
    }

    private DeadLetterReason Unwrap(out int errorOffset)
    {
        errorOffset = _root.DuplicateAt;
        if (errorOffset >= 0)
        {
            return DeadLetterReason.BadMember;
        }

        var isWrapped = !_root.Has(Member.Event) && (_root.Has(Member.Stream) || _root.Has(Member.Data));
        return isWrapped ? UnwrapData(out errorOffset) : CheckOrder(out errorOffset);
    }

    private DeadLetterReason UnwrapData(out int errorOffset)
    {
        errorOffset = _root.Start;
        if (!_root.Has(Member.Stream) || !_root.Has(Member.Data))
        {
            return DeadLetterReason.MissingMember;
        }

        Stream = _root[Member.Stream];
        Kind = _root[Member.Data].Kind;
        if (Stream.Kind != JsonKind.Text)
        {
            errorOffset = Stream.Start;
            return DeadLetterReason.BadMember;
        }

        errorOffset = _root[Member.Data].Start;
        if (Kind != JsonKind.Object)
        {
            return Kind == JsonKind.Array ? DeadLetterReason.None : DeadLetterReason.BadMember;
        }

        Body = _data;
        Order = _dataOrder;
        errorOffset = _data.DuplicateAt;
        return errorOffset >= 0 ? DeadLetterReason.BadMember : CheckOrder(out errorOffset);
    }

    private DeadLetterReason CheckOrder(out int errorOffset)
    {
        var hasOrder = Body.Has(Member.Order) && Body[Member.Order].Kind == JsonKind.Object;
        errorOffset = hasOrder ? Order.DuplicateAt : -1;
        return errorOffset >= 0 ? DeadLetterReason.BadMember : DeadLetterReason.None;
    }
}

/// <summary>Levels that were read while the message was scanned.</summary>
/// <param name="Start">Where their list begins; 0 where not all of a list was read.</param>
/// <param name="Count">Number of levels.</param>
internal readonly record struct PassedLevels(int Start, int Count);
