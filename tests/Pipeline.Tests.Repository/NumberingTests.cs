using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>Numbers that stand on tapes and in hashes: they may grow, they never move.</summary>
public class NumberingTests
{
    private static readonly Type[] OnTape =
    [
        typeof(RecordKind), typeof(RecordFlags), typeof(RejectReason), typeof(DeadLetterReason), typeof(DqFlags), typeof(BookState),
        typeof(BookReason), typeof(FeedAlarmReason), typeof(ConnectionPhase), typeof(BookAction), typeof(FeatureId), typeof(Market), typeof(Side), typeof(TimeInForce),
        typeof(OrderAction), typeof(OrderFlags), typeof(BookDoubt), typeof(TradeNews), typeof(StampNews),
    ];

    [Test]
    public void Should_keep_every_number_that_is_on_tape()
    {
        var lines = OnTape.SelectMany(type => Enum.GetNames(type).Select(name => (Name: name, Number: Number(type, name)))
            .OrderBy(entry => entry.Number).ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry => $"{type.Name}.{entry.Name} = {entry.Number}"));

        Snapshot.Matches("numbering.txt", lines, "Append a number; never renumber, never use one again.");
    }

    [Test]
    public void Should_watch_every_enum_of_the_records()
    {
        // NullRule describes a column of the sheet and is in no record: the schema's hash watches it.
        var all = typeof(RecordKind).Assembly.GetTypes().Where(type => type.IsEnum && type != typeof(NullRule));

        Assert.That(all, Is.EquivalentTo(OnTape), "an enum in Pipeline.Events ends up in a record");
    }

    [TestCase(typeof(RecordKind))]
    [TestCase(typeof(RejectReason))]
    [TestCase(typeof(DeadLetterReason))]
    public void Should_give_no_number_twice(Type type) =>
        Assert.That(Enum.GetNames(type).Select(name => Number(type, name)), Is.Unique);

    private static long Number(Type type, string name) => Convert.ToInt64(Enum.Parse(type, name));
}
