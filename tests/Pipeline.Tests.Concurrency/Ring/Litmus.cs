using NUnit.Framework;
using Pipeline.Ring;

namespace Pipeline.Tests.Concurrency.Ring;

/// <summary>What an outcome of a litmus test means.</summary>
internal enum Expectation
{
    /// <summary>Must never be seen.</summary>
    Forbidden,

    /// <summary>May be seen.</summary>
    Allowed,

    /// <summary>Must be seen, or the test has no teeth.</summary>
    Required,
}

/// <summary>
/// Runs a scenario of two or three tiny actors over and over, all actors let go at the same moment, and holds the tally
/// of outcomes against a declared table. An outcome that the table does not name is forbidden.
/// </summary>
internal sealed class Litmus<TOutcome>(IReadOnlyDictionary<TOutcome, Expectation> table)
    where TOutcome : notnull
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Dictionary<TOutcome, int> _tally = [];

    /// <summary>Runs <paramref name="rounds"/> rounds: reset, all actors once, outcome.</summary>
    public void Run(int rounds, Action reset, Func<TOutcome> outcome, params Action<int>[] actors)
    {
        using var gate = new Barrier(actors.Length + 1);
        var threads = actors.Select((actor, index) => new PipelineThread($"actor {index}", () => Act(gate, rounds, actor))).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        for (var round = 0; round < rounds; round++)
        {
            reset();
            Pass(gate, threads);
            Pass(gate, threads);
            var seen = outcome();
            _tally[seen] = _tally.GetValueOrDefault(seen) + 1;
        }

        Assert.That(threads.All(thread => thread.Join(Patience) && thread.Exception is null), Is.True);
        Judge();
    }

    private static void Act(Barrier gate, int rounds, Action<int> actor)
    {
        for (var round = 0; round < rounds; round++)
        {
            gate.SignalAndWait();
            actor(round);
            gate.SignalAndWait();
        }
    }

    private static void Pass(Barrier gate, PipelineThread[] threads)
    {
        if (!gate.SignalAndWait(Patience))
        {
            Assert.Fail($"a thread is stuck: {string.Join(", ", threads.Select(thread => $"{thread.Name} {thread.Exception?.Message}"))}");
        }
    }

    private void Judge()
    {
        TestContext.Out.WriteLine(string.Join("; ", _tally.Select(entry => $"{entry.Key}: {entry.Value}")));
        Assert.Multiple(() =>
        {
            foreach (var seen in _tally.Keys)
            {
                Assert.That(table.GetValueOrDefault(seen, Expectation.Forbidden), Is.Not.EqualTo(Expectation.Forbidden), $"FORBIDDEN outcome {seen} was seen {_tally[seen]} times");
            }

            foreach (var (required, _) in table.Where(entry => entry.Value == Expectation.Required))
            {
                Assert.That(_tally, Contains.Key(required), "REQUIRED outcome");
            }
        });
    }
}
