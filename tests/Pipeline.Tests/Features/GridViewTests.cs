using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Features.Table;

namespace Pipeline.Tests.Features;

internal sealed class GridViewTests
{
    private const long Millisecond = 1_000_000;
    private const long Step = 100 * Millisecond;

    [Test]
    public void Should_show_at_each_grid_time_what_a_plain_search_finds([Range(1, 20)] int seed)
    {
        var random = new Random(seed);
        var grid = new GridView(Step, FeatureParameters.Default);
        var log = new List<(long Nanos, int Row)>();
        var points = new List<GridPoint>();
        var now = 1_700_000_000_000_000_000 + random.NextInt64(1_000 * Millisecond);
        for (var row = 0; log.Count < 300;)
        {
            now += random.Next(8) switch { 0 => 0, 1 => Step - now % Step, 2 => random.NextInt64(1_500) * Millisecond, _ => random.NextInt64(60) * Millisecond };
            var isBreak = random.Next(40) == 0;
            log.Add((now, isBreak ? -1 : row));
            if (isBreak)
            {
                grid.OnBreak(now);
            }
            else
            {
                grid.OnRow(now);
                row++;
            }

            Take(grid, points);
        }

        var end = now + random.NextInt64(2_000) * Millisecond;
        grid.Complete(end);
        Take(grid, points);

        Assert.That(points, Is.EqualTo(Expected(log, end)), $"seed {seed}");
    }

    [TestCase(1_000, true)]
    [TestCase(1_001, false)]
    public void Should_hold_a_row_in_force_as_long_as_a_mid_stands(long ageMs, bool isInForce)
    {
        var grid = new GridView(Millisecond, FeatureParameters.Default);
        grid.OnRow(7 * Millisecond);
        grid.Complete((7 + ageMs) * Millisecond);
        var points = new List<GridPoint>();

        Take(grid, points);

        Assert.That(points[^1], Is.EqualTo(new GridPoint((7 + ageMs) * Millisecond, 0, ageMs * Millisecond, isInForce)));
    }

    [Test]
    public void Should_refuse_a_step_that_is_no_step() =>
        Assert.That(() => new GridView(0, FeatureParameters.Default), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static void Take(GridView grid, List<GridPoint> points)
    {
        while (grid.TryTake(out var point))
        {
            points.Add(point);
        }
    }

    private static IEnumerable<GridPoint> Expected(List<(long Nanos, int Row)> log, long end)
    {
        for (var time = log[0].Nanos - log[0].Nanos % Step; time <= end; time += Step)
        {
            if (time < log[0].Nanos)
            {
                continue;
            }

            var (nanos, row) = log.Last(entry => entry.Nanos <= time);
            var age = row < 0 ? 0 : time - nanos;
            yield return new GridPoint(time, row, age, row >= 0 && age <= 1_000 * Millisecond);
        }
    }
}
