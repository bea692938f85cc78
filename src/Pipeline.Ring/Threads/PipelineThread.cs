namespace Pipeline.Ring;

/// <summary>A named background thread that says where it ran and what it allocated.</summary>
/// <remarks><see cref="Start"/> and <see cref="Join"/> belong to the owner; the properties are for any thread.</remarks>
public sealed class PipelineThread
{
    private readonly Action _body;
    private readonly int? _requestedCpu;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _isUp = new();
    private Exception? _exception;
    private int _osThreadId;
    private int _cpu = -1;
    private string? _pinFailure;

    /// <summary>A thread that will run <paramref name="body"/>, pinned where a cpu is given.</summary>
    public PipelineThread(string name, Action body, int? cpu = null)
    {
        Name = name;
        _body = body;
        _requestedCpu = cpu;
        _thread = new Thread(Main) { Name = name, IsBackground = true };
    }

    /// <summary>The name, also that of the thread in the operating system.</summary>
    public string Name { get; }

    /// <summary>The operating system's number of the thread; 0 before it runs or where it cannot be known.</summary>
    public int OsThreadId => Volatile.Read(ref _osThreadId);

    /// <summary>The cpu it was on at the start, and once it has ended, at the end; -1 before it runs.</summary>
    public int Cpu => Volatile.Read(ref _cpu);

    /// <summary>Why it could not be pinned, or null where it was, or was not asked to be.</summary>
    public string? PinFailure => Volatile.Read(ref _pinFailure);

    /// <summary>What ended the thread from within, or null.</summary>
    public Exception? Exception => Volatile.Read(ref _exception);

    /// <summary>Bytes that the whole thread allocated, as of its end.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Starts the thread and returns once it is up: its number and cpu are known.</summary>
    public void Start()
    {
        _thread.Start();
        _isUp.Wait();
    }

    /// <summary>Waits for its end; false where it is still running after <paramref name="timeout"/>.</summary>
    public bool Join(TimeSpan timeout) => _thread.Join(timeout);

    private void Main()
    {
        try
        {
            ComeUp();
            _body();
        }
        catch (Exception exception)
        {
            Volatile.Write(ref _exception, exception);
        }
        finally
        {
            AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
            Volatile.Write(ref _cpu, CpuAffinity.CurrentCpu);
            _isUp.Set();
        }
    }

    private void ComeUp()
    {
        if (_requestedCpu is { } cpu && !CpuAffinity.TryPin(cpu, out var reason))
        {
            Volatile.Write(ref _pinFailure, reason);
        }

        Volatile.Write(ref _osThreadId, CpuAffinity.CurrentThreadId);
        Volatile.Write(ref _cpu, CpuAffinity.CurrentCpu);
        _isUp.Set();
    }
}
