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
/// Runs a scenario of two or three tiny actors over and over and holds the tally of outcomes against a declared table.
/// An outcome that the table does not name is forbidden.
/// </summary>
/// <remarks>
/// Every round has a state of its own, made beforehand, and between two rounds the actors meet by spinning: a kernel
/// barrier would let them go microseconds apart, and then nothing races.
/// </remarks>
internal sealed class Litmus<TState, TOutcome>(Func<TState> create, Func<TState, TOutcome> outcome)
    where TState : class
    where TOutcome : notnull
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs all <paramref name="actors"/> once a round; each is given the round's state and number.</summary>
    public void Run(int rounds, IReadOnlyDictionary<TOutcome, Expectation> table, params Action<TState, int>[] actors)
    {
        var states = Enumerable.Range(0, rounds).Select(_ => create()).ToArray();
        var arrivals = actors.Select(_ => new Sequence()).ToArray();
        var threads = actors.Select((actor, index) => new PipelineThread($"actor {index}", () => Act(actor, states, arrivals, arrivals[index]), CpuFor(index))).ToArray();
        foreach (var thread in threads)
        {
            thread.Start();
        }

        foreach (var (thread, arrival) in threads.Zip(arrivals))
        {
            AwaitEnd(thread, arrival);
            Assert.That(thread.Exception, Is.Null);
        }

        Judge(states.GroupBy(outcome).ToDictionary(group => group.Key, group => group.Count()), table);
    }

    // Beside other work rounds are slow; stuck is who ends none.
    private static void AwaitEnd(PipelineThread thread, Sequence arrival)
    {
        for (var before = -1L; !thread.Join(Patience); before = arrival.Value)
        {
            Assert.That(arrival.Value, Is.GreaterThan(before), $"{thread.Name} is stuck at round {before}");
        }
    }

    /// <summary>Each on a core of its own as far as there are any: on one core nothing races.</summary>
    private static int? CpuFor(int actor) =>
        CpuAffinity.AllowedCpus.Count == 0 ? null : CpuAffinity.AllowedCpus[actor % CpuAffinity.AllowedCpus.Count];

    private static void Act(Action<TState, int> actor, TState[] states, Sequence[] arrivals, Sequence mine)
    {
        for (var round = 0; round < states.Length; round++)
        {
            mine.SetValue(round);
            Meeting.Wait(arrivals, round);
            actor(states[round], round);
        }
    }

    private static void Judge(Dictionary<TOutcome, int> tally, IReadOnlyDictionary<TOutcome, Expectation> table)
    {
        TestContext.Out.WriteLine(string.Join("; ", tally.Select(entry => $"{entry.Key}: {entry.Value}")));
        foreach (var (seen, count) in tally)
        {
            Assert.That(table.GetValueOrDefault(seen, Expectation.Forbidden), Is.Not.EqualTo(Expectation.Forbidden), $"FORBIDDEN: {seen} was seen {count} times");
        }

        foreach (var (required, _) in table.Where(entry => entry.Value == Expectation.Required))
        {
            Assert.That(tally, Contains.Key(required), $"REQUIRED: {required} was never seen");
        }
    }
}

/// <summary>Threads that meet without the kernel while each has a core, and with its help where they share one.</summary>
internal static class Meeting
{
    private const int LooksBeforeYield = 500;

    public static void Wait(Sequence[] arrivals, long round)
    {
        foreach (var arrival in arrivals)
        {
            for (var look = 1; arrival.Value < round; look++)
            {
                if (look % LooksBeforeYield == 0)
                {
                    Thread.Yield();
                }
            }
        }
    }
}
