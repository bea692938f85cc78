using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The templates that a decoder has learned, in chains by key.</summary>
/// <remarks>
/// Single thread. Memory for all templates is taken at once. A full store forgets its templates and learns again: simple, and few
/// feeds have so many shapes.
/// </remarks>
internal sealed class TemplateStore
{
    private const int Capacity = 1024;
    private const int Buckets = 2048;
    private const int DepthBuckets = 256;
    private const int LongestChain = 8;

    private readonly NativeArray<MessageTemplate> _templates = new(Capacity);
    private readonly int[] _whole = new int[Buckets];
    private readonly int[] _depth = new int[DepthBuckets];
    private int _count;
    private int _refused;

    public TemplateStore() => Forget();

    /// <summary>Room for what is left of a depth message without its levels.</summary>
    public byte[] Skeleton { get; } = new byte[MessageTemplate.MaxLength];

    /// <summary>Whether the next template will push out all others. Those that found no room count.</summary>
    public bool IsFull => _count + _refused >= Capacity;

    /// <summary>Number of templates that some message was read by.</summary>
    public int CountUsed()
    {
        var used = 0;
        for (var index = 0; index < _count; index++)
        {
            used += _templates[index].IsUsed ? 1 : 0;
        }

        return used;
    }

    /// <summary>Number of templates.</summary>
    public int Count => _count;

    public ref MessageTemplate this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _templates[index];
    }

    /// <summary>Empties all chains.</summary>
    public void Forget()
    {
        _whole.AsSpan().Fill(MessageTemplate.None);
        _depth.AsSpan().Fill(MessageTemplate.None);
        _count = 0;
        _refused = 0;
    }

    /// <summary>First template of whole messages of that key, or None.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstWhole(uint head, uint tail) => _whole[(head ^ tail) % Buckets];

    /// <summary>First template of depth messages of that key, or None.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FirstDepth(uint head) => _depth[head % DepthBuckets];

    /// <summary>An empty template that is in no chain yet.</summary>
    public int Take()
    {
        if (IsFull)
        {
            Forget();
        }

        _templates[_count] = default;
        _templates[_count].Next = MessageTemplate.None;
        return _count++;
    }

    /// <summary>Gives back the template that was taken last.</summary>
    public void GiveBack() => _count--;

    public void LinkWhole(int index, uint head, uint tail) => Append(ref _whole[(head ^ tail) % Buckets], index);

    public void LinkDepth(int index, uint head) => Append(ref _depth[head % DepthBuckets], index);

    /// <summary>Behind the others: what was met first is met most. A long chain takes no more, or looking through it would cost too much.</summary>
    private void Append(ref int link, int index)
    {
        for (var length = 0; link != MessageTemplate.None; length++)
        {
            if (length == LongestChain)
            {
                GiveBack();
                _refused++;
                return;
            }

            link = ref _templates[link].Next;
        }

        link = index;
    }
}
