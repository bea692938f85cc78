using Pipeline.Journal;
using Pipeline.Journal.Records;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>Writes a log to a simulated disk the way a session does, until the log or the disk ends.</summary>
internal sealed class JournalRun
{
    public const string Path = "folder/T.tape";

    private static readonly BlockBuffers WriteBuffers = new();
    private static readonly BlockBuffers ReadBuffers = new();

    public JournalRun(int seed, DiskFaults faults, int entries = 40)
    {
        var random = new Random(seed);
        Log = new JournalLog(seed, entries);
        Disk = new SimulatedDisk(faults, seed);
        Options = new JournalOptions
        {
            Tail = random.Next(5) != 0,
            TailBytes = random.Next(2_000, 12_000),
            FrameBytes = random.Next(100, 4_000),
            BlockBytes = random.Next(100, 3_000),
        };
        Write(random);
    }

    public JournalLog Log { get; }

    public SimulatedDisk Disk { get; }

    public JournalOptions Options { get; }

    public JournalMark Accepted { get; private set; }

    public JournalMark Written { get; private set; }

    public JournalMark Durable { get; private set; }

    public JournalFault? Fault { get; private set; }

    /// <summary>Opens what is on <paramref name="disk"/> with memory that all runs share.</summary>
    public static TapeReader Open(SimulatedDisk disk, ReadMode mode, string path = Path) => TapeReader.Open(path, mode, disk, ReadBuffers);

    /// <summary>A sealed tape of <paramref name="log"/> in blocks of about <paramref name="blockBytes"/>.</summary>
    public static SimulatedDisk Sealed(JournalLog log, int blockBytes)
    {
        var disk = new SimulatedDisk();
        using var writer = JournalWriter.Create(Path, log.Header, JournalOptions.Import with { BlockBytes = blockBytes }, disk, WriteBuffers);
        log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
        writer.Seal();
        return disk;
    }

    private void Write(Random random)
    {
        JournalWriter? writer = null;
        try
        {
            writer = JournalWriter.Create(Path, Log.Header, Options, Disk, WriteBuffers);
            Append(writer, random);
        }
        catch (SimulatedCrash)
        {
            Note(writer);
        }
        catch (JournalFaultException e)
        {
            Fault = e.Fault;
        }

        Note(writer);
        Dispose(writer);
    }

    private void Append(JournalWriter writer, Random random)
    {
        foreach (var entry in Log.Entries)
        {
            JournalLog.Append(writer, entry);
            switch (random.Next(10))
            {
                case < 3:
                    writer.Write();
                    break;
                case 3:
                    writer.Write();
                    writer.Sync();
                    break;
                default:
                    break;
            }
        }

        if (random.Next(2) == 0)
        {
            writer.Seal();
        }
    }

    private void Note(JournalWriter? writer)
    {
        if (writer is not null)
        {
            (Accepted, Written, Durable) = (writer.Accepted, writer.Written, writer.Durable);
        }
    }

    private static void Dispose(JournalWriter? writer)
    {
        try
        {
            writer?.Dispose();
        }
        catch (SimulatedCrash e)
        {
            GC.KeepAlive(e);
        }
    }
}
