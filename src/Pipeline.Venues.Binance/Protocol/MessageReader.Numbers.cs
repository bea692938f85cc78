using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>What a number may be: ids, times, prices and sizes at the instrument's decimals, amounts at 1e-8.</summary>
internal ref partial struct MessageReader
{
    private bool ReadId(Member member, out long id)
    {
        id = 0;
        return TryGet(_body, member, out var token)
            && ReadInteger(token, out id)
            && (id >= 0 || Fail(DeadLetterReason.BadUpdateIds, token.Start));
    }

    private bool ReadOptionalTime(MessageMembers source, Member member, out long nanos)
    {
        nanos = InputRecord.Absent;
        if (member == Member.None || !source.Has(member))
        {
            return true;
        }

        var token = source[member];
        if (!ReadInteger(token, out var time))
        {
            return false;
        }

        if (time < 0)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        var unit = time < LeastMicros ? NanosPerMilli : time < LeastNanos ? NanosPerMicro : 1;
        nanos = time * unit;
        return time <= long.MaxValue / unit || Fail(DeadLetterReason.Overflow, token.Start);
    }

    /// <summary>What nearly every number is: short and plain. False leaves it to those who say what is wrong with it.</summary>
    private readonly bool TryReadPlain(in JsonToken token, DecimalScale scale, out long value)
    {
        value = 0;
        // SAFETY: the token lies in the text, and so do the 16 bytes before its end.
        return token is { IsNumeric: true, Length: > 0 and <= DigitLayout.Bytes, End: >= DigitLayout.Bytes }
            && DecodeKernel128.TryReadNumber(ref Unsafe.Add(ref MemoryMarshal.GetReference(_json), token.End), token.Length, ref scale.First, out value);
    }

    private bool ReadInteger(in JsonToken token, out long value)
    {
        if (TryReadPlain(token, Integers, out value))
        {
            return true;
        }

        value = 0;
        if (!token.IsNumeric)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        var text = Text(token);
        return text.ContainsAny((byte)'.', (byte)'e', (byte)'E')
            ? Fail(DeadLetterReason.BadMember, token.Start)
            : Accept(DecimalText.Read(text, 0, out value), DeadLetterReason.BadMember, token);
    }

    private bool ReadPrice(MessageMembers source, Member member, bool mayBeZero, out long ticks)
    {
        ticks = 0;
        return TryGet(source, member, out var token)
            && ReadPrice(token, _instruments.Prices(_record.Instrument), mayBeZero, out ticks);
    }

    private bool ReadPrice(in JsonToken token, DecimalScale scale, bool mayBeZero, out long ticks) =>
        ReadScaled(token, scale, DeadLetterReason.PriceTooFine, out ticks)
        && (ticks > 0 || mayBeZero || Fail(DeadLetterReason.NotPositive, token.Start));

    private bool ReadSize(MessageMembers source, Member member, bool mayBeZero, out long lots)
    {
        lots = 0;
        return TryGet(source, member, out var token)
            && ReadSize(token, _instruments.Sizes(_record.Instrument), mayBeZero, out lots);
    }

    private bool ReadSize(in JsonToken token, DecimalScale scale, bool mayBeZero, out long lots) =>
        ReadScaled(token, scale, DeadLetterReason.SizeTooFine, out lots)
        && (lots > 0 || mayBeZero || Fail(DeadLetterReason.NotPositive, token.Start));

    private bool ReadScaled(in JsonToken token, DecimalScale scale, DeadLetterReason tooFine, out long units)
    {
        if (TryReadPlain(token, scale, out units))
        {
            return true;
        }

        units = 0;
        return TryGetUnsigned(token, out var text) && Accept(DecimalText.Read(text, scale.Decimals, out units), tooFine, token);
    }

    private bool ReadE8(MessageMembers source, Member member, bool mayBeZero, out long value)
    {
        value = 0;
        return TryGet(source, member, out var token)
            && TryGetUnsigned(token, out var text)
            && Accept(DecimalText.Read(text, DecimalsE8, out value), DeadLetterReason.PriceTooFine, token)
            && (value > 0 || mayBeZero || Fail(DeadLetterReason.NotPositive, token.Start));
    }

    /// <summary>An amount that may be missing or empty: delivery contracts have no funding and write "".</summary>
    private bool ReadOptionalE8(Member member, bool mayBeNegative, out long value)
    {
        value = InputRecord.Absent;
        if (!_body.Has(member) || _body[member] is { Kind: JsonKind.Text, Length: 0 })
        {
            return true;
        }

        return mayBeNegative ? ReadSignedE8(_body[member], out value) : ReadE8(_body, member, mayBeZero: true, out value);
    }

    private bool ReadSignedE8(in JsonToken token, out long value)
    {
        value = 0;
        return token.IsNumeric
            ? Accept(DecimalText.Read(Text(token), DecimalsE8, out value), DeadLetterReason.PriceTooFine, token)
            : Fail(DeadLetterReason.BadMember, token.Start);
    }

    private bool TryGetUnsigned(in JsonToken token, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!token.IsNumeric)
        {
            return Fail(DeadLetterReason.BadMember, token.Start);
        }

        text = Text(token);
        return text.IsEmpty || text[0] != '-' || Fail(DeadLetterReason.NotPositive, token.Start);
    }

    private bool Accept(DecimalStatus status, DeadLetterReason offScale, in JsonToken token) => status switch
    {
        DecimalStatus.Read => true,
        DecimalStatus.OffScale => Fail(offScale, token.Start),
        DecimalStatus.Overflow => Fail(DeadLetterReason.Overflow, token.Start),
        _ => Fail(DeadLetterReason.BadMember, token.Start),
    };
}
