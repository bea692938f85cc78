using System.Diagnostics;
using System.Globalization;

namespace Pipeline.Cli.Output;

/// <summary>One line on the terminal that says how far long work is; nothing where standard error is no terminal.</summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 30;

    private readonly Timer? _timer;
    private readonly Func<(long Done, long Total)> _progress;
    private readonly Func<long>? _rows;
    private readonly string _what;
    private readonly long _started = Stopwatch.GetTimestamp();

    public ProgressLine(string what, Func<(long Done, long Total)> progress, Func<long>? rows = null)
    {
        _what = what;
        _progress = progress;
        _rows = rows;
        if (!Console.IsErrorRedirected)
        {
            _timer = new Timer(_ => Draw(), null, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(200));
        }
    }

    public void Dispose()
    {
        if (_timer is not null)
        {
            _timer.Dispose();
            Console.Error.Write("\r\u001b[K");
        }
    }

    private string Rate(TimeSpan elapsed) =>
        _rows is null ? "" : string.Create(CultureInfo.InvariantCulture, $", {_rows() / Math.Max(elapsed.TotalSeconds, 0.001):N0} rows/s");

    private void Draw()
    {
        var (done, total) = _progress();
        var elapsed = Stopwatch.GetElapsedTime(_started);
        if (total <= 0)
        {
            Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{_what} {done:N0} messages, {elapsed.TotalSeconds:F0} s"));
            return;
        }

        var share = Math.Clamp((double)done / total, 0, 1);
        var bar = new string('#', (int)(share * BarWidth)).PadRight(BarWidth, '.');
        var left = share > 0 ? string.Create(CultureInfo.InvariantCulture, $", {elapsed.TotalSeconds * (1 - share) / share:F0} s left") : "";
        Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\u001b[K{_what} [{bar}] {share:P0}{Rate(elapsed)}{left}"));
    }
}
