using System.Globalization;
using NUnit.Framework;
using Pipeline.Journal;
using Pipeline.Journal.Records;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>The journal's promise, held on a disk that crashes at any operation, in any order of sectors.</summary>
public sealed class RecoveryTests
{
    private const int Seeds = 10_000;
    private const int OperationsMax = 90;

    /// <summary>Seeds that once failed. They run first, for ever.</summary>
    private static readonly int[] SavedSeeds = [];

    [Test]
    public void Should_recover_every_written_entry_when_the_process_is_killed_at_any_operation() =>
        ForEachSeed(seed =>
        {
            var run = new JournalRun(seed, CrashOf(seed));
            return RecoveryContract.Breach(run, run.Disk.AfterKill(), run.Written);
        });

    [Test]
    public void Should_recover_every_durable_entry_when_the_power_goes_at_any_operation() =>
        ForEachSeed(seed =>
        {
            var run = new JournalRun(seed, CrashOf(seed));
            return RecoveryContract.Breach(run, run.Disk.AfterPowerLoss(), run.Durable);
        });

    [Test]
    public void Should_find_a_breach_when_the_disk_lies_about_flushes() =>
        Assert.That(
            Enumerable.Range(0, 500).Any(seed =>
            {
                var run = new JournalRun(seed, CrashOf(seed) with { FlushLies = true });
                return RecoveryContract.Breach(run, run.Disk.AfterPowerLoss(), run.Durable) is not null;
            }),
            "a disk that lies about flushes goes unnoticed, so these tests prove nothing");

    [Test]
    public void Should_keep_the_contract_and_leak_nothing_when_any_operation_fails_once_or_for_ever(
        [Values(5, 28)] int error, [Values] bool forEver)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var operations = new JournalRun(seed, DiskFaults.None).Disk.Operations;
            for (var operation = 0; operation < operations; operation++)
            {
                var run = new JournalRun(seed, new DiskFaults { FailAt = operation, FailsForEver = forEver, Error = error });
                var breach = RecoveryContract.Breach(run, run.Disk.AfterPowerLoss(), run.Durable);
                Assert.That(breach, Is.Null, $"seed {seed}, operation {operation}");
                Assert.That(run.Disk.OpenHandles, Is.Zero, $"handles left open, seed {seed}, operation {operation}");
                Assert.That(run.Fault?.Kind, KindFor(error), $"seed {seed}, operation {operation}");
            }
        }
    }

    [Test]
    public void Should_seal_what_a_crash_left_and_read_it_strictly()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var run = new JournalRun(seed, CrashOf(seed));
            var disk = run.Disk.AfterKill();
            if (!TapeRecovery.IsNeeded(JournalRun.Path, disk))
            {
                continue;
            }

            if (!TryRecover(disk, out var result))
            {
                Assert.That(run.Written, Is.EqualTo(default(JournalMark)), $"seed {seed}: nothing can be read");
                continue;
            }

            Assert.That(result.Recovered.Records, Is.GreaterThanOrEqualTo(run.Written.Records), $"seed {seed}");
            Assert.That(TapeRecovery.IsNeeded(JournalRun.Path, disk), Is.False, $"seed {seed}");
            Assert.That(result.Recovered == default || IsWhole(disk, run.Log, result.IsCutOff), $"seed {seed}");
        }
    }

    [Test]
    public void Should_recover_again_when_recovery_itself_is_cut_off_anywhere()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var run = new JournalRun(seed, CrashOf(seed));
            for (var operation = 0; operation < 30; operation++)
            {
                var disk = run.Disk.AfterKill(new DiskFaults { CrashBefore = operation });
                RecoverUntilCrash(disk);
                var breach = RecoveryContract.Breach(run, disk.AfterKill(), run.Written);
                Assert.That(breach, Is.Null, $"seed {seed}, operation {operation}");
                Assert.That(TryRecover(disk = disk.AfterKill(), out _) || run.Written == default, $"seed {seed}, operation {operation}");
                Assert.That(RecoveryContract.Breach(run, disk, run.Written), Is.Null, $"seed {seed}, operation {operation}");
            }
        }
    }

    private static void RecoverUntilCrash(SimulatedDisk disk)
    {
        try
        {
            TryRecover(disk, out _);
        }
        catch (SimulatedCrash e)
        {
            GC.KeepAlive(e);
        }
    }

    /// <summary>False where not even a header was written.</summary>
    private static bool TryRecover(SimulatedDisk disk, out TapeRecoveryResult result)
    {
        result = null!;
        try
        {
            result = TapeRecovery.Recover(JournalRun.Path, disk: disk);
            return true;
        }
        catch (TapeException)
        {
            return false;
        }
    }

    private static NUnit.Framework.Constraints.IResolveConstraint KindFor(int error) =>
        error == 28 ? Is.Null.Or.EqualTo(JournalFaultKind.NoSpace) : Is.Null.Or.EqualTo(JournalFaultKind.Io).Or.EqualTo(JournalFaultKind.FlushFailed);

    // What a log lacks at its end is one Hole, and it stands nowhere else.
    private static bool IsWhole(SimulatedDisk disk, JournalLog log, bool isCutOff)
    {
        using var reader = JournalRun.Open(disk, ReadMode.Strict);
        while (reader.ReadBlock())
        {
            if (isCutOff && LogDigest.IsHole(reader))
            {
                return !reader.ReadBlock() && reader.IsSealed;
            }

            if (TapeComparer.Difference(reader, log) is not null)
            {
                return false;
            }
        }

        return reader.IsSealed && !isCutOff;
    }

    private static DiskFaults CrashOf(int seed) =>
        new() { CrashBefore = new Random(seed ^ 0x5EED).Next(OperationsMax), ShortWrites = seed % 4 == 0 };

    private static void ForEachSeed(Func<int, string?> breachOf)
    {
        foreach (var seed in SeedsToRun())
        {
            var breach = breachOf(seed);
            Assert.That(
                breach, Is.Null,
                $"seed {seed}; repeat with PIPELINE_SEED={seed} dotnet test tests/Pipeline.Tests -c Release --filter FullyQualifiedName~RecoveryTests");
        }
    }

    private static IEnumerable<int> SeedsToRun() =>
        int.TryParse(Environment.GetEnvironmentVariable("PIPELINE_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? [seed]
            : SavedSeeds.Concat(Enumerable.Range(0, Seeds));
}
