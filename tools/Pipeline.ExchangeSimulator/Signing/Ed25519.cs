using System.Numerics;
using System.Security.Cryptography;

namespace Pipeline.ExchangeSimulator;

/// <summary>Verifies Ed25519 signatures as RFC 8032 section 5.1.7 says.</summary>
/// <remarks>
/// .NET has no Ed25519. This is the textbook form on big integers, a millisecond or so a signature: it only verifies, so
/// that its time depends on the data harms nobody.
/// </remarks>
internal static class Ed25519
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;
    private static readonly BigInteger GroupOrder = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493");
    private static readonly BigInteger CurveD = Reduce(-121665 * Invert(121666));
    private static readonly BigInteger RootOfMinusOne = BigInteger.ModPow(2, (Prime - 1) / 4, Prime);
    private static readonly Point BasePoint = CreateBase();

    public static bool Verify(byte[] publicKey, byte[] message, byte[] signature)
    {
        if (signature.Length != 64 || !TryDecode(publicKey, out var key) || !TryDecode(signature[..32], out var commitment))
        {
            return false;
        }

        var scalar = Little(signature[32..]);
        if (scalar >= GroupOrder)
        {
            return false;
        }

        var challenge = Little(SHA512.HashData([.. signature[..32], .. publicKey, .. message])) % GroupOrder;
        return Same(Multiply(BasePoint, scalar), Add(commitment, Multiply(key, challenge)));
    }

    private static Point CreateBase()
    {
        var y = Reduce(4 * Invert(5));
        TryRecoverX(y, odd: false, out var x);
        return Point.At(x, y);
    }

    private static bool TryDecode(byte[] encoded, out Point point)
    {
        point = default;
        if (encoded.Length != 32)
        {
            return false;
        }

        var odd = (encoded[31] & 0x80) != 0;
        var y = Little([.. encoded[..31], (byte)(encoded[31] & 0x7F)]);
        if (y >= Prime || !TryRecoverX(y, odd, out var x))
        {
            return false;
        }

        point = Point.At(x, y);
        return true;
    }

    private static bool TryRecoverX(BigInteger y, bool odd, out BigInteger x)
    {
        var square = Reduce((y * y - 1) * Invert(CurveD * y * y + 1));
        x = BigInteger.ModPow(square, (Prime + 3) / 8, Prime);
        if (Reduce(x * x - square) != 0)
        {
            x = Reduce(x * RootOfMinusOne);
        }

        if (Reduce(x * x - square) != 0 || (x.IsZero && odd))
        {
            return false;
        }

        x = x.IsEven == odd ? Prime - x : x;
        return true;
    }

    private static Point Multiply(Point point, BigInteger scalar)
    {
        var sum = Point.At(0, 1);
        for (; !scalar.IsZero; scalar >>= 1, point = Add(point, point))
        {
            sum = scalar.IsEven ? sum : Add(sum, point);
        }

        return sum;
    }

    private static Point Add(Point p, Point q)
    {
        var a = Reduce((p.Y - p.X) * (q.Y - q.X));
        var b = Reduce((p.Y + p.X) * (q.Y + q.X));
        var c = Reduce(2 * p.T * q.T * CurveD);
        var d = Reduce(2 * p.Z * q.Z);
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new Point(Reduce(e * f), Reduce(g * h), Reduce(f * g), Reduce(e * h));
    }

    private static bool Same(Point p, Point q) => Reduce(p.X * q.Z - q.X * p.Z).IsZero && Reduce(p.Y * q.Z - q.Y * p.Z).IsZero;

    private static BigInteger Invert(BigInteger value) => BigInteger.ModPow(Reduce(value), Prime - 2, Prime);

    private static BigInteger Reduce(BigInteger value)
    {
        var rest = value % Prime;
        return rest.Sign < 0 ? rest + Prime : rest;
    }

    private static BigInteger Little(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: false);

    /// <summary>Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z.</summary>
    private readonly record struct Point(BigInteger X, BigInteger Y, BigInteger Z, BigInteger T)
    {
        public static Point At(BigInteger x, BigInteger y) => new(x, y, 1, Reduce(x * y));
    }
}
