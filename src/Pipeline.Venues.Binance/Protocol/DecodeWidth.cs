namespace Pipeline.Venues.Binance.Protocol;

/// <summary>How wide the decoder's vectors are. Records are the same at every width; only the time differs.</summary>
public enum DecodeWidth
{
    /// <summary>No vectors: every message is walked byte by byte.</summary>
    Scalar = 0,

    /// <summary>16 bytes, on any processor.</summary>
    Vector128 = 128,

    /// <summary>32 bytes, AVX2.</summary>
    Vector256 = 256,

    /// <summary>64 bytes, AVX-512 with byte and word instructions.</summary>
    Vector512 = 512,
}
