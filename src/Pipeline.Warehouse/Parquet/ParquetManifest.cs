using Pipeline.Warehouse.Stores;

namespace Pipeline.Warehouse.Parquet;

/// <summary>A commit: the blocks that are whole with it and the files that hold their rows.</summary>
/// <param name="Blocks">Blocks.</param>
/// <param name="Paths">Files, relative to the folder.</param>
/// <param name="Files">What its session rows say of files.</param>
internal sealed record ParquetManifest(IReadOnlyList<LoadedBlock> Blocks, IReadOnlyList<string> Paths, IReadOnlyList<KnownFile> Files);

/// <summary>A commit under the name that it will have.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Manifest">What it says.</param>
internal sealed record NamedManifest(string Name, ParquetManifest Manifest);

/// <summary>Rows in the place of others: all of it holds from the moment that the note of it is there.</summary>
/// <param name="Removed">Names of the manifests whose rows are no longer there.</param>
/// <param name="Added">Those whose rows are.</param>
internal sealed record ParquetReplacement(IReadOnlyList<string> Removed, IReadOnlyList<NamedManifest> Added);
