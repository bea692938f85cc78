namespace Pipeline.Testing;

/// <summary>Holds threads until it is opened. Nothing to dispose: a thread may still stand in it when a test has ended.</summary>
public sealed class Gate
{
    private readonly object _lock = new();
    private bool _isOpen;

    /// <summary>Lets everybody pass, for good.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _isOpen = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>Waits until it is open; false where that takes longer than <paramref name="patience"/>.</summary>
    public bool Pass(TimeSpan patience)
    {
        lock (_lock)
        {
            return _isOpen || (Monitor.Wait(_lock, patience) && _isOpen);
        }
    }
}
