using System.Numerics;
using Pipeline.Primitives;

namespace Pipeline.Orders;

/// <summary>The last fills by (instrument, trade id, order), so that a doubled report is seen even after its order is gone.</summary>
/// <remarks>
/// Single writer. When full, the oldest is forgotten. The order is part of the key because both sides of a trade with
/// oneself carry the same trade id. 0 bytes a call.
/// </remarks>
internal sealed class TradeMemory
{
    private readonly Key[] _keys;
    private readonly int[] _table;
    private readonly int _mask;
    private long _added;

    public TradeMemory(int capacity)
    {
        Invariant.Always(BitOperations.IsPow2(capacity), "the trade memory's capacity is a power of two");
        _keys = new Key[capacity];
        _table = new int[capacity * 2];
        _mask = _table.Length - 1;
    }

    /// <summary>False where the fill was seen before.</summary>
    public bool TryAdd(int instrument, long tradeId, long clientOrderId)
    {
        var key = new Key(tradeId, clientOrderId, instrument);
        if (_table[Find(key)] != 0)
        {
            return false;
        }

        var slot = (int)(_added & (_keys.Length - 1));
        ForgetOldest(slot);
        _keys[slot] = key;
        _table[Find(key)] = slot + 1;
        _added++;
        return true;
    }

    private void ForgetOldest(int slot)
    {
        if (_added >= _keys.Length)
        {
            CloseHole(Find(_keys[slot]));
        }
    }

    private void CloseHole(int hole)
    {
        for (var next = (hole + 1) & _mask; _table[next] != 0; next = (next + 1) & _mask)
        {
            if (((next - Home(_keys[_table[next] - 1])) & _mask) >= ((next - hole) & _mask))
            {
                _table[hole] = _table[next];
                hole = next;
            }
        }

        _table[hole] = 0;
    }

    private int Find(in Key key)
    {
        var at = Home(key);
        while (_table[at] != 0 && _keys[_table[at] - 1] != key)
        {
            at = (at + 1) & _mask;
        }

        return at;
    }

    private int Home(in Key key) =>
        (int)((((ulong)key.TradeId * 0x9E3779B97F4A7C15) ^ ((ulong)key.ClientOrderId * 0xC2B2AE3D27D4EB4F) ^ (ulong)key.Instrument) >> 24) & _mask;

    private readonly record struct Key(long TradeId, long ClientOrderId, int Instrument);
}
