using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Table;
using Pipeline.Testing.Features;

namespace Pipeline.Tests.Features;

internal sealed class FeatureSchemaTests
{
    private static readonly Func<FeatureColumnSpec, FeatureColumnSpec>[] ColumnChanges =
    [
        column => column with { Number = column.Number + 100 },
        column => column with { Name = column.Name + "x" },
        column => column with { Formula = column.Formula + "x" },
        column => column with { Unit = column.Unit + "x" },
        column => column with { Min = -7 },
        column => column with { Max = 7e77 },
        column => column with { Null = column.Null + 1 },
        column => column with { WarmUpSeconds = column.WarmUpSeconds + 1 },
    ];

    private static readonly FeatureParameters[] ParameterChanges =
    [
        new() { ImpactNotional = 1 },
        new() { SpreadHiBps = 1 },
        new() { StaleMaxMs = 1 },
        new() { CadenceMs = 1 },
        new() { DeadZoneBps = 2 },
        new() { DecisionLatencyMs = 1 },
        new() { FeesBps = 1 },
        new() { BarrierSigmas = 2 },
        new() { BarrierMinBps = 2 },
        new() { BarrierSeconds = 1 },
        new() { CostSeconds = 1 },
        new() { HoldMs = 1 },
    ];

    [Test]
    public void Should_number_the_base_columns_as_the_sheet_does()
    {
        Assert.That(FeatureSchema.Columns.Select(column => column.Number), Is.EqualTo(Enumerable.Range(1, FeatureSchema.Columns.Count)));
        Assert.That(Number("ts_recv_ns"), Is.EqualTo(1));
        Assert.That(Number("bid_px_1"), Is.EqualTo(3));
        Assert.That(Number("ask_sz_10"), Is.EqualTo(42));
        Assert.That(Number("mid"), Is.EqualTo(43));
        Assert.That(Number("quality_score"), Is.EqualTo(54));
        Assert.That(Number("target_return_1min"), Is.EqualTo(55));
        Assert.That(Number("target_direction"), Is.EqualTo(58));
    }

    [Test]
    public void Should_describe_every_streaming_column_once()
    {
        var names = FeatureSchema.Columns.Select(column => column.Name).ToList();

        Assert.That(names, Is.Unique);
        for (var id = (FeatureId)0; id < FeatureId.Count; id++)
        {
            Assert.That(names, Does.Contain(FeatureSchema.NameOf(id)));
            Assert.That(FeatureSchema.TryFind(FeatureSchema.NameOf(id), out var found) && found == id);
        }

        Assert.That(FeatureSchema.TryFind("no_such_column", out _), Is.False);
    }

    [Test]
    public void Should_keep_its_hash_while_nothing_changes() => Assert.That(
        FeatureSchema.HashOf([.. FeatureSchema.Columns.Select(column => column with { })], new FeatureParameters()),
        Is.EqualTo(FeatureSchema.Hash).And.EqualTo(17150690128050051663UL));

    [Test]
    public void Should_move_its_hash_with_every_field_of_every_column()
    {
        var hashes = FeatureSchema.Columns.SelectMany((_, at) => ColumnChanges.Select(change => HashWith(at, change))).ToList();

        Assert.That(hashes, Is.Unique.And.None.EqualTo(FeatureSchema.Hash));
    }

    [Test]
    public void Should_move_its_hash_with_every_parameter() => Assert.That(
        ParameterChanges.Select(FeatureSchema.HashOf), Is.Unique.And.None.EqualTo(FeatureSchema.Hash));

    [Test]
    public void Should_have_a_reader_for_every_column_with_lineage_first()
    {
        var names = FeatureColumns.All.Select(column => column.Name).ToList();

        Assert.That(names.Take(3), Is.EqualTo(new[] { "row", "update_id", "ts_recv_ns" }));
        Assert.That(names.Skip(1), Is.EquivalentTo(FeatureSchema.Columns.Select(column => column.Name)));
    }

    [Test]
    public void Should_keep_every_value_inside_the_range_that_the_schema_gives()
    {
        var run = FeatureRun.Of(SyntheticStream.Create(3, Captures.Btc, 3_000));
        var ranges = FeatureSchema.Columns.ToDictionary(column => column.Name);

        foreach (var row in run.Rows)
        {
            for (var id = (FeatureId)0; id < FeatureId.Count; id++)
            {
                var spec = ranges[FeatureSchema.NameOf(id)];
                Assert.That(row.Features.Values[(int)id], Is.InRange(spec.Min, spec.Max), spec.Name);
            }
        }
    }

    private static ulong HashWith(int index, Func<FeatureColumnSpec, FeatureColumnSpec> change) => FeatureSchema.HashOf(
        FeatureSchema.Columns.Select((column, at) => at == index ? change(column) : column), FeatureParameters.Default);

    private static int Number(string name) => FeatureSchema.Columns.Single(column => column.Name == name).Number;
}
