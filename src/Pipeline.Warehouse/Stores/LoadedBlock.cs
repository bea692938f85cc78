using Pipeline.Warehouse.Tables;

namespace Pipeline.Warehouse.Stores;

/// <summary>A line of a store's manifest: this part of this block is in the store, with so many rows.</summary>
/// <param name="File">Short name of the file.</param>
/// <param name="Part">What of the block.</param>
/// <param name="Block">Number of the block in the file, from 0.</param>
/// <param name="Rows">Rows of all its tables.</param>
public readonly record struct LoadedBlock(long File, LoadPart Part, int Block, long Rows);
