using System.Runtime.CompilerServices;
using Pipeline.Primitives;

namespace Pipeline.Venues.Binance.Protocol;

/// <summary>The templates that a decoder has learned, in chains by key.</summary>
/// <remarks>
/// Single thread. Memory for all templates is taken at once; a stream of a new instrument takes its level shapes when it is
/// met, and keeps them. A full store forgets its templates and learns again: simple, and few feeds have so many shapes.
/// </remarks>
internal sealed class TemplateStore
{
    private const int Capacity = 1024;
    private const int Buckets = 2048;
    private const int DepthBuckets = 256;
    private const int MaxLevelShapes = 256;

    private readonly NativeArray<MessageTemplate> _templates = new(Capacity);
    private readonly LevelShapes?[] _levelShapes = new LevelShapes?[MaxLevelShapes];
    private readonly int[] _whole = new int[Buckets];
    private readonly int[] _depth = new int[DepthBuckets];
    private int _count;
    private int _levelShapesCount;

    public TemplateStore() => Forget();

    /// <summary>Room for the last bytes of a text and for reading behind them.</summary>
    public byte[] Tail { get; } = new byte[LevelCursor.TailBytes];

    public ref MessageTemplate this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _templates[index];
    }

    /// <summary>Empties all chains. Level shapes stay: they are found by their grid, whatever instrument has it.</summary>
    public void Forget()
    {
        _whole.AsSpan().Fill(MessageTemplate.None);
        _depth.AsSpan().Fill(MessageTemplate.None);
        _count = 0;
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
        if (_count == Capacity)
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

    public LevelShapes LevelShapesOf(int index) => _levelShapes[index]!;

    /// <summary>Index of the shapes for levels written like that, or None where too many are in use.</summary>
    public int FindLevelShapes(in Grid prices, in Grid sizes, int priceFraction, int sizeFraction)
    {
        for (var index = 0; index < _levelShapesCount; index++)
        {
            if (_levelShapes[index]!.IsFor(priceFraction, sizeFraction, prices, sizes))
            {
                return index;
            }
        }

        if (_levelShapesCount == MaxLevelShapes)
        {
            return MessageTemplate.None;
        }

        _levelShapes[_levelShapesCount] = new LevelShapes(prices, sizes, priceFraction, sizeFraction);
        return _levelShapesCount++;
    }

    /// <summary>Behind the others: what was met first is met most.</summary>
    private void Append(ref int link, int index)
    {
        while (link != MessageTemplate.None)
        {
            link = ref _templates[link].Next;
        }

        link = index;
    }
}
