using System.Globalization;
using Pipeline.Journal.Envelope;
using Pipeline.Journal.Records;

namespace Pipeline.Journal;

/// <summary>How a tape ends: sealed, left open to be recovered, removed, or let go.</summary>
public sealed partial class JournalWriter
{
    /// <summary>Ends the tape: last block, seal, flush, and its final name. Nothing may be appended after it.</summary>
    public void Seal() => Seal(endsSession: true);

    /// <summary>The same, for a segment that another one follows where the session does not end with it.</summary>
    public void Seal(bool endsSession)
    {
        ThrowIfUnusable();
        CloseBlock();
        Sync();
        EndSyncing();
        _blocks.Seal(endsSession);
        Rename();
        _closed = true;
    }

    /// <summary>Ends the tape of an input that was not read to its end: the last record is a Hole for what is not there.</summary>
    public void SealCutOff()
    {
        AppendHole(CutOff.Hole(Accepted.Records, _lastReceiveNanos));
        Seal();
    }

    /// <summary>Closes the files. A tape that was not sealed keeps all that was appended and can be recovered.</summary>
    public void Dispose()
    {
        if (_abandoned)
        {
            return;
        }

        try
        {
            WriteRest();
        }
        finally
        {
            _closed = true;
            if (EndSyncing())
            {
                Close();
            }
        }
    }

    /// <summary>Closes a tape of which nothing will come, and removes its files.</summary>
    /// <exception cref="JournalFaultException">They cannot be removed.</exception>
    public void Discard()
    {
        _closed = true;
        if (EndSyncing())
        {
            Close();
        }

        RemoveIfThere(TapePaths.TailOf(Path));
        RemoveIfThere(TapePaths.OpenOf(Path));
    }

    /// <summary>Lets go of the tape where a thread is stuck in it: from now on nothing is written, flushed or freed, and <see cref="Dispose"/> returns at once.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _syncing?.Leave();
    }

    private void WriteRest()
    {
        if (_closed || Fault is not null)
        {
            return;
        }

        try
        {
            Write();
            CloseBlock();
        }
        catch (JournalFaultException e)
        {
            // The fault stays readable; to throw from Dispose would hide what made the caller leave.
            _fault = e.Fault;
        }
    }

    // Where the medium holds the thread, what it uses stays as it is until the process ends.
    private bool EndSyncing()
    {
        _abandoned |= _syncing is not null && !_syncing.Stop(_options.MaxLag);
        return !_abandoned;
    }

    private JournalFaultException Behind()
    {
        _fault = new JournalFault(
            JournalFaultKind.Behind, Path, string.Create(CultureInfo.InvariantCulture, $"something was written more than {_options.MaxLag.TotalSeconds:0.###} s ago and is not on the disk yet"));
        return new JournalFaultException(_fault);
    }

    // Nothing was appended to them, and with them there the same call would be refused once the disk is well again.
    private JournalFaultException Remove(JournalFaultException fault)
    {
        try
        {
            RemoveIfThere(TapePaths.TailOf(Path));
            RemoveIfThere(TapePaths.OpenOf(Path));
            return fault;
        }
        catch (JournalFaultException e)
        {
            return new JournalFaultException(fault.Fault with { Detail = $"{fault.Fault.Detail}, and {e.Fault.Path} could not be removed ({e.Fault.Detail})" }, e);
        }
    }

    private void RemoveIfThere(string path)
    {
        if (_disk.Exists(path))
        {
            JournalOutput.Guard(JournalFaultKind.Io, path, () => _disk.Delete(path));
        }
    }

    private void Close()
    {
        _blocks?.Dispose();
        _tail?.Dispose();
        if (_ownsBuffers)
        {
            _buffers.Dispose();
        }
    }

    private void Rename()
    {
        try
        {
            JournalOutput.Guard(JournalFaultKind.Io, Path, () => _disk.Rename(TapePaths.OpenOf(Path), Path));
            JournalOutput.Guard(JournalFaultKind.FlushFailed, Path, () => _disk.FlushFolderOf(Path));
            if (_tail is not null)
            {
                JournalOutput.Guard(JournalFaultKind.Io, TapePaths.TailOf(Path), () => _disk.Delete(TapePaths.TailOf(Path)));
            }
        }
        catch (JournalFaultException e)
        {
            _fault = e.Fault;
            throw;
        }
    }
}
