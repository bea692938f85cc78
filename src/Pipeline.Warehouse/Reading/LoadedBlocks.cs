using Pipeline.Warehouse.Stores;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Reading;

/// <summary>What of a stream's files is in a store already.</summary>
public sealed class LoadedBlocks
{
    /// <summary>Nothing is.</summary>
    public static readonly LoadedBlocks None = new([]);

    private readonly HashSet<(long File, LoadPart Part, int Block)> _blocks;

    private LoadedBlocks(HashSet<(long File, LoadPart Part, int Block)> blocks) => _blocks = blocks;

    /// <summary>As the manifest of <paramref name="store"/> says.</summary>
    public static LoadedBlocks Of(IWarehouseStore store, IEnumerable<SourceFile> files) =>
        new([.. files.SelectMany(file => store.Loaded(file.Key)).Select(line => (line.File, line.Part, line.Block))]);

    /// <summary>Whether that part of that block is in.</summary>
    public bool Contains(long file, LoadPart part, int block) => _blocks.Contains((file, part, block));
}
