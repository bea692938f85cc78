using System.Diagnostics;
using NUnit.Framework;
using Pipeline.Venues.Binance.Live.Orders;

namespace Pipeline.Tests.Venues.Live.Orders;

public class WriteGateTests
{
    private const int Races = 100_000;

    [Test]
    public void Should_begin_no_write_after_closing_has_returned()
    {
        WriteGate gate = new();
        using var start = new Barrier(2);
        var hasReturned = 0;
        var violations = 0;
        var writes = 0;
        var writer = new Thread(() =>
        {
            for (var race = 0; race < Races; race++)
            {
                start.SignalAndWait();
                while (Volatile.Read(ref gate).TryEnter())
                {
                    violations += Volatile.Read(ref hasReturned);
                    writes++;
                    gate.Leave();
                }

                start.SignalAndWait();
            }
        });
        writer.Start();
        var nanos = new double[Races];
        for (var race = 0; race < Races; race++)
        {
            Volatile.Write(ref hasReturned, 0);
            Volatile.Write(ref gate, new WriteGate());
            start.SignalAndWait();
            var from = Stopwatch.GetTimestamp();
            violations += gate.TryClose(TimeSpan.FromSeconds(10)) ? 0 : 1;
            nanos[race] = Stopwatch.GetElapsedTime(from).TotalNanoseconds;
            Volatile.Write(ref hasReturned, 1);
            start.SignalAndWait();
        }

        writer.Join();
        Array.Sort(nanos);
        TestContext.Out.WriteLine($"{Races} races, {writes} writes; to acknowledge: p50 {nanos[Races / 2]:F0} ns, p99 {nanos[Races / 100 * 99]:F0} ns, max {nanos[^1]:F0} ns");
        Assert.That(violations, Is.Zero);
        Assert.That(writes, Is.GreaterThan(1000), "the writer was writing while the gate closed");
    }
}
