using System.Globalization;
using DuckDB.NET.Data;
using Pipeline.Primitives;
using Pipeline.Research.DataSets;
using Pipeline.Warehouse.DuckDb;

namespace Pipeline.Research.Lineage;

/// <summary>Writes down how a data set, a model or orders came about.</summary>
/// <remarks>One thread.</remarks>
public sealed class LineageNotes(LineageCatalog catalog)
{
    private const string NoModel = "0000000000000000";

    /// <summary>Notes every file of the warehouse and the orders on it.</summary>
    /// <returns>How many files and how many orders were noted.</returns>
    public (int Files, int Orders) AddSessions(DuckDBConnection connection)
    {
        var noted = 0;
        var files = connection.List(
            "SELECT DISTINCT file, file_id, source, content_hash, model_hash FROM sessions ORDER BY file_id",
            row => (File: row.GetInt64(0), Id: row.GetString(1), Source: row.GetString(2), Hash: row.GetString(3), Model: row.GetString(4)));
        foreach (var file in files)
        {
            catalog.Add(new LineageNode { Kind = LineageNode.TapeKind, Id = file.Id, Path = Path.GetFullPath(file.Source), Sha256 = file.Hash });
            var orders = connection.List($"SELECT DISTINCT client_order_id FROM orders WHERE file = {file.File} ORDER BY 1", row => row.GetInt64(0));
            if (orders.Count > 0)
            {
                catalog.Add(new LineageNode
                {
                    Kind = "orders",
                    Id = LineageCatalog.IdOf("orders", file.Id),
                    Inputs = file.Model is NoModel or "" ? [file.Id] : [file.Id, file.Model],
                    ClientOrderIds = orders,
                });
                noted += orders.Count;
            }
        }

        return (files.Count, noted);
    }

    /// <summary>Notes a data set that lies in <paramref name="folder"/>, and the steps before it.</summary>
    public void AddDataSet(DataSetManifest manifest, string folder)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var rules = manifest.Parameters["cleaning"];
        string[] tapes = [.. manifest.Inputs.Select(input => input.FileId).Distinct()];
        var cleaned = new LineageNode
        {
            Kind = "cleaned",
            Id = LineageCatalog.IdOf(["cleaned", rules, .. tapes]),
            Inputs = tapes,
            Details = new Dictionary<string, string> { ["rules"] = rules },
        };
        var features = new LineageNode
        {
            Kind = "features",
            Id = LineageCatalog.IdOf("features", manifest.FeatureSchemaHash, cleaned.Id),
            Inputs = [cleaned.Id],
            Details = new Dictionary<string, string> { ["featureSchemaHash"] = manifest.FeatureSchemaHash },
        };
        var rows = manifest.Files.First(file => file.Name == "rows.parquet");
        catalog.Add(cleaned);
        catalog.Add(features);
        catalog.Add(new LineageNode
        {
            Kind = "dataset",
            Id = manifest.Id,
            Inputs = [features.Id],
            Path = Path.GetFullPath(Path.Combine(folder, rows.Name)),
            Sha256 = rows.Sha256,
            Details = new Dictionary<string, string> { ["rows"] = manifest.Rows.ToString(CultureInfo.InvariantCulture) },
        });
    }

    /// <summary>Notes a model file that was trained on a data set, and answers its id: the hash that tapes of its runs carry.</summary>
    public string AddModel(string file, string dataSet)
    {
        var hash = default(RunningHash);
        hash.Add(File.ReadAllBytes(file));
        var id = hash.Value.ToString("x16", CultureInfo.InvariantCulture);
        catalog.Add(new LineageNode { Kind = "model", Id = id, Inputs = [dataSet], Path = Path.GetFullPath(file), Sha256 = FileHash.Of(file) });
        return id;
    }
}
