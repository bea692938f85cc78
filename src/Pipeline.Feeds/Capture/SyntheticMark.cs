using System.Text.Json;

namespace Pipeline.Feeds.Capture;

/// <summary>What a generated recording says of itself before its first market message: nobody may take it for a market's.</summary>
public static class SyntheticMark
{
    private static ReadOnlySpan<byte> Member => "synthetic"u8;

    /// <summary>Whether a message says that the recording was made: it has the member `synthetic` with the value true.</summary>
    public static bool IsIn(ReadOnlySpan<byte> message)
    {
        var reader = new Utf8JsonReader(message);
        try
        {
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals(Member) && reader.Read())
                {
                    return reader.TokenType == JsonTokenType.True;
                }
            }
        }
        catch (JsonException)
        {
            // Text that is no JSON says nothing; whoever decodes it tells what is wrong with it.
            return false;
        }

        return false;
    }
}
