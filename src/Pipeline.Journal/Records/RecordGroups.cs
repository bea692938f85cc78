using Pipeline.Journal.Envelope;

namespace Pipeline.Journal.Records;

/// <summary>A block's records sorted by kind and instrument, each group in order: what columns run over.</summary>
/// <remarks>
/// Built alike before encoding and after the heads are decoded, so that groups need no bytes of their own. Single thread.
/// </remarks>
internal sealed class RecordGroups
{
    private readonly int[] _groupOfHead = new int[TapeFormat.MaxHeads];
    private readonly ulong[] _keys = new ulong[TapeFormat.MaxHeads];
    private readonly int[] _starts = new int[TapeFormat.MaxHeads + 1];
    private readonly int[] _cursors = new int[TapeFormat.MaxHeads];
    private readonly int[] _rows = new int[TapeFormat.MaxRecords];

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>The records of group <paramref name="group"/>, as indexes.</summary>
    public ReadOnlySpan<int> RowsOf(int group) => _rows.AsSpan(_starts[group], _starts[group + 1] - _starts[group]);

    /// <summary>Sorts <paramref name="records"/> records; false where a head's count and its records differ.</summary>
    public bool Build(HeadTable table, int records)
    {
        FindGroups(table.Heads);
        var ofRecord = table.OfRecord[..records];
        for (var i = 0; i < ofRecord.Length; i++)
        {
            var group = _groupOfHead[ofRecord[i]];
            if (_cursors[group] == _starts[group + 1])
            {
                return false;
            }

            _rows[_cursors[group]++] = i;
        }

        return true;
    }

    private void FindGroups(ReadOnlySpan<HeadTable.Head> heads)
    {
        Count = 0;
        Array.Clear(_cursors);
        for (var i = 0; i < heads.Length; i++)
        {
            var group = GroupOf(HeadTable.GroupKey(in heads[i]));
            _groupOfHead[i] = group;
            _cursors[group] += heads[i].Records;
        }

        for (var group = 0; group < Count; group++)
        {
            _starts[group + 1] = _starts[group] + _cursors[group];
            _cursors[group] = _starts[group];
        }
    }

    private int GroupOf(ulong key)
    {
        var group = _keys.AsSpan(0, Count).IndexOf(key);
        if (group < 0)
        {
            group = Count++;
            _keys[group] = key;
        }

        return group;
    }
}
