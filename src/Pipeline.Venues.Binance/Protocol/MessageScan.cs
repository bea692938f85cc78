using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The first look at a message: is it JSON, and where do the members stand.</summary>
/// <remarks>
/// One pass over every byte. The members of the message, of the object in `data` and of the object in `o` are kept;
/// everything else is checked and passed over. Single thread, no allocation.
/// </remarks>
internal sealed class MessageScan
{
    private const int MaxNameBytes = 16;

    private readonly MessageMembers _root = new();
    private readonly MessageMembers _data = new();
    private readonly MessageMembers _rootOrder = new();
    private readonly MessageMembers _dataOrder = new();

    public MessageScan()
    {
        Body = _root;
        Order = _rootOrder;
    }

    /// <summary>Members of the message itself: of `data` where it is wrapped.</summary>
    public MessageMembers Body { get; private set; }

    /// <summary>Members of the object in the body's `o`, a forced order; of use only where it is an object.</summary>
    public MessageMembers Order { get; private set; }

    /// <summary>The stream's name where the message is wrapped; Kind is None where it is raw.</summary>
    public JsonToken Stream { get; private set; }

    /// <summary>What the text is as a whole, or what `data` is where it is wrapped.</summary>
    public JsonKind Kind { get; private set; }

    /// <summary>Reads <paramref name="json"/>; the members are of use only where the answer is None.</summary>
    public DeadLetterReason Read(ReadOnlySpan<byte> json, out int errorOffset)
    {
        var scanner = new JsonScanner(json);
        if (!TryReadText(json, ref scanner))
        {
            errorOffset = Math.Min(scanner.Position, json.Length);
            return DeadLetterReason.MalformedJson;
        }

        errorOffset = 0;
        return Kind == JsonKind.Object ? Unwrap(out errorOffset) : DeadLetterReason.None;
    }

    private bool TryReadText(ReadOnlySpan<byte> json, ref JsonScanner scanner)
    {
        Body = _root;
        Order = _rootOrder;
        Stream = default;
        Kind = JsonKind.Object;
        if (scanner.Peek() == '{')
        {
            return TryReadObject(json, ref scanner, _root) && scanner.IsAtEnd();
        }

        var isJson = scanner.TryReadValue(out var value) && scanner.IsAtEnd();
        Kind = value.Kind;
        return isJson;
    }

    private bool TryReadObject(ReadOnlySpan<byte> json, ref JsonScanner scanner, MessageMembers members)
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
            if (!TryReadMember(json, ref scanner, members))
            {
                return false;
            }
        }
        while (scanner.TryComma());
        return scanner.TryClose((byte)'}');
    }

    private bool TryReadMember(ReadOnlySpan<byte> json, ref JsonScanner scanner, MessageMembers members)
    {
        if (!scanner.TryReadName(out var name))
        {
            return false;
        }

        var member = FindMember(json, name);
        var inner = InnerOf(members, member);
        JsonToken value;
        if (inner is null || scanner.Peek() != '{')
        {
            if (!scanner.TryReadValue(out value))
            {
                return false;
            }
        }
        else
        {
            value = new JsonToken { Start = scanner.Position, Kind = JsonKind.Object };
            if (!TryReadObject(json, ref scanner, inner))
            {
                return false;
            }

            value.Length = scanner.Position - value.Start;
        }

        members.Add(member, name, value);
        return true;
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
