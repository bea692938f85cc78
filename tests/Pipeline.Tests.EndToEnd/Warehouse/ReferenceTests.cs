using System.Globalization;
using DuckDB.NET.Data;
using NUnit.Framework;
using Pipeline.Testing;
using Pipeline.Testing.Replay;
using Pipeline.Warehouse.Tables;

namespace Pipeline.Tests.EndToEnd.Warehouse;

/// <summary>Rows and targets that an independent program computed, found again in a warehouse that was loaded from a tape.</summary>
internal sealed class ReferenceTests
{
    private const double Tolerance = 1e-9;

    [TestCase("usdm-btcusdt-20240808", 6_545)]
    [TestCase("usdm-ethusdt-20240808", 6_579)]
    public void Should_hold_every_reference_row_in_every_store(string name, long rows)
    {
        using var folder = new TemporaryFolder();
        var tape = folder.File("run.tape");
        var (database, files) = ($"duckdb:{folder.File("rows.duckdb")}", $"parquet:{folder.File("rows")}");
        Run("replay", Require($"captures/{name}.gz"), "--journal", tape);
        Run("load", tape, "--to", database);
        Run("load", tape, "--to", files);

        Assert.That(LoadedTables.Of(files, WarehouseTables.Features), Is.EqualTo(LoadedTables.Of(database, WarehouseTables.Features)));
        using var connection = LoadedTables.Open(database);
        Assert.That(Pipeline.Warehouse.DuckDb.DuckDbSession.Ask(connection, "SELECT count(*) FROM l2_features WHERE mid IS NOT NULL AND bid_px_10 IS NOT NULL AND ask_px_10 IS NOT NULL"), Is.EqualTo(rows), "no null mid, all twenty levels");
        var lines = RecordedLines.Read(Require($"reference/{name}.features.csv.gz"));
        Assert.That(lines, Has.Count.GreaterThan(300));
        Assert.That(Differences(connection, lines).Take(20), Is.Empty);
    }

    private static IEnumerable<string> Differences(DuckDBConnection connection, IReadOnlyList<string> lines)
    {
        var names = lines[0].Split(',');
        foreach (var fields in lines.Skip(1).Select(line => line.Split(',')))
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {string.Join(", ", names.Select(each => $"\"{each}\""))} FROM l2_features WHERE \"row\" = {fields[0]}";
            using var reader = command.ExecuteReader();
            Assert.That(reader.Read(), Is.True, $"row {fields[0]} is not there");
            for (var i = 0; i < names.Length; i++)
            {
                if (!Agrees(fields[i], reader.IsDBNull(i) ? null : reader.GetValue(i)))
                {
                    yield return $"row {fields[0]} {names[i]}: reference '{fields[i]}', loaded '{reader.GetValue(i)}'";
                }
            }
        }
    }

    private static bool Agrees(string wanted, object? value) => value switch
    {
        null => wanted.Length == 0,
        long integer => wanted == integer.ToString(CultureInfo.InvariantCulture) || (wanted.Contains('.') && double.Parse(wanted, CultureInfo.InvariantCulture) == integer),
        double number => wanted.Length > 0 && double.Parse(wanted, CultureInfo.InvariantCulture) is var expected && Math.Abs(expected - number) <= Math.Max(Tolerance, Tolerance * Math.Abs(expected)),
        _ => wanted == value.ToString(),
    };

    private static void Run(params string[] arguments)
    {
        var result = PipelineProcess.Run(arguments);
        Assert.That(result.ExitCode, Is.Zero, result.All);
    }

    private static string Require(string relativePath)
    {
        if (!SharedFiles.TryFind(relativePath, out var path))
        {
            Assert.Ignore($"needs shared/{relativePath}, which is not beside this checkout");
        }

        return path;
    }
}
