using NUnit.Framework;
using Pipeline.Journal;
using Pipeline.Testing.Journal;

namespace Pipeline.Tests.Journal;

/// <summary>A disk that keeps the only thread waiting is told of by another one.</summary>
public sealed class WatchedDiskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [TestCase("writing")]
    [TestCase("flushing")]
    public void Should_say_once_what_is_waited_for_while_it_is_waited_for(string operation)
    {
        using var told = new ManualResetEventSlim();
        var lines = new List<string>();
        using var watch = new WatchedDisk(new StalledDisk(told, Deadline), Patience, line =>
        {
            lines.Add(line);
            told.Set();
        });
        using var file = watch.Create("T.tape.open", 0);
        if (operation == "writing")
        {
            Assert.That(file.Write([1], 0), Is.EqualTo(1));
        }
        else
        {
            file.Flush();
        }

        Assert.That(lines.Single(), Does.StartWith($"{operation} T.tape.open has taken more than 0.02 s"));
    }

    [Test]
    public void Should_hold_a_tape_as_the_disk_beneath_would()
    {
        var log = new JournalLog(seed: 7, entries: 40);
        var disk = new SimulatedDisk();
        using var watch = new WatchedDisk(disk, Deadline, Assert.Fail);
        using (var writer = JournalWriter.Create(JournalRun.Path, log.Header, JournalOptions.Import, watch))
        {
            log.Entries.ForEach(entry => JournalLog.Append(writer, entry));
            writer.Seal();
        }

        Assert.That(disk[JournalRun.Path], Is.EqualTo(JournalRun.Sealed(log, JournalOptions.Import.BlockBytes)[JournalRun.Path]));
    }

    // Answers no sooner than it is told of.
    private sealed class StalledDisk(ManualResetEventSlim told, TimeSpan deadline) : IJournalDisk
    {
        private readonly SimulatedDisk _disk = new();

        public IJournalFile Create(string path, long preallocatedBytes) => new StalledFile(_disk.Create(path, preallocatedBytes), told, deadline);

        public IJournalFile OpenRead(string path) => _disk.OpenRead(path);

        public bool Exists(string path) => _disk.Exists(path);

        public IReadOnlyList<string> FilesOf(string folder) => _disk.FilesOf(folder);

        public void Rename(string path, string newPath) => _disk.Rename(path, newPath);

        public void Delete(string path) => _disk.Delete(path);

        public void FlushFolderOf(string path) => _disk.FlushFolderOf(path);
    }

    private sealed class StalledFile(IJournalFile file, ManualResetEventSlim told, TimeSpan deadline) : IJournalFile
    {
        public long Length => file.Length;

        public int Write(ReadOnlySpan<byte> bytes, long offset)
        {
            told.Wait(deadline);
            return file.Write(bytes, offset);
        }

        public int Read(Span<byte> bytes, long offset) => file.Read(bytes, offset);

        public void Flush()
        {
            told.Wait(deadline);
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
