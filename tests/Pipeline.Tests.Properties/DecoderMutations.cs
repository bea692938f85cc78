using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pipeline.Tests.Properties;

/// <summary>Small damage to a message: most of it makes another message or none at all, some of it changes nothing.</summary>
internal sealed class DecoderMutations(Random random)
{
    private static readonly byte[] Telling = "\"\\{}[],:.-+eE0123456789tfnuU \t\n\0\x1f/"u8.ToArray().Append((byte)0x80).Append((byte)0xFF).ToArray();

    private static readonly string[] UnknownMembers =
    [
        "\"zz\":1", "\"zz\":\"a\\\"b\"", "\"zz\":{\"b\":[1,{\"a\":null}]}", "\"zz\":[]", "\"zz\":[[\"1\",\"2\"]]", "\"zz\":-0.5e+3",
        "\"\\u0065\":\"trade\"", "\"\\ud800\":1", "\"zz\":\"\xe9\"", "\"p\":\"1\"", "\"q\":\"2\"", "\"st\":2", "\"data\":{}", "\"o\":{\"s\":1,\"s\":2}",
        "\"stream\":\"x@depth5\"", "\"lastUpdateId\":5", "\"X\":\"NA\"", "\"E\":\"1723161256299\"", "\"T\":00", "\"zz\":01",
    ];

    public byte[] Mutate(byte[] message)
    {
        var mutated = random.Next(9) switch
        {
            0 => Flip(message),
            1 => Replace(message),
            2 => Insert(message),
            3 => Delete(message),
            4 => message[..random.Next(message.Length)],
            5 => AddMember(message),
            6 => Permute(message),
            7 => ReplaceDigit(message),
            _ => AddSpace(message),
        };
        return random.Next(4) == 0 ? Mutate(mutated) : mutated;
    }

    private byte[] Flip(byte[] message)
    {
        var copy = message.ToArray();
        if (copy.Length > 0)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private byte[] Replace(byte[] message)
    {
        var copy = message.ToArray();
        if (copy.Length > 0)
        {
            copy[random.Next(copy.Length)] = Telling[random.Next(Telling.Length)];
        }

        return copy;
    }

    private byte[] ReplaceDigit(byte[] message)
    {
        var copy = message.ToArray();
        var digits = Enumerable.Range(0, copy.Length).Where(at => char.IsAsciiDigit((char)copy[at])).ToArray();
        for (var count = random.Next(4); count >= 0 && digits.Length > 0; count--)
        {
            copy[digits[random.Next(digits.Length)]] = (byte)('0' + random.Next(10));
        }

        return copy;
    }

    private byte[] Insert(byte[] message)
    {
        var at = random.Next(message.Length + 1);
        return [.. message[..at], Telling[random.Next(Telling.Length)], .. message[at..]];
    }

    private byte[] Delete(byte[] message)
    {
        var at = random.Next(message.Length + 1);
        var count = Math.Min(random.Next(1, 4), message.Length - at);
        return [.. message[..at], .. message[(at + count)..]];
    }

    private byte[] AddMember(byte[] message)
    {
        var commas = Enumerable.Range(0, message.Length).Where(at => message[at] is (byte)'{' or (byte)',').ToArray();
        if (commas.Length == 0)
        {
            return message;
        }

        var place = commas[random.Next(commas.Length)] + 1;
        var member = Encoding.Latin1.GetBytes(random.Next(3) == 0 ? OwnMember(message) : UnknownMembers[random.Next(UnknownMembers.Length)]);
        return [.. message[..place], .. member, (byte)',', .. message[place..]];
    }

    /// <summary>A member that is there already, with the same or another value.</summary>
    private string OwnMember(byte[] message)
    {
        var text = Encoding.Latin1.GetString(message);
        var start = text.IndexOf("\":", random.Next(text.Length + 1), StringComparison.Ordinal);
        var open = start < 1 ? -1 : text.LastIndexOf('"', start - 1);
        return open < 0 ? "\"e\":1" : $"{text[open..start]}\":{random.Next(3)}";
    }

    private byte[] AddSpace(byte[] message)
    {
        var at = random.Next(message.Length + 1);
        return [.. message[..at], .. " \t\r\n"u8.Slice(random.Next(4), 1), .. message[at..]];
    }

    private byte[] Permute(byte[] message)
    {
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(Permute(JsonNode.Parse(message)));
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return Flip(message);
        }
    }

    private JsonNode? Permute(JsonNode? node)
    {
        if (node is not JsonObject members)
        {
            return node?.DeepClone();
        }

        var shuffled = members.ToArray();
        random.Shuffle(shuffled);
        return new JsonObject(shuffled.Skip(random.Next(6) == 0 ? 1 : 0).Select(member => KeyValuePair.Create(member.Key, Permute(member.Value))));
    }
}
