using System.Diagnostics;
using Pipeline.Primitives;
using Pipeline.Ring;

namespace Pipeline.Comparisons;

/// <summary>The floor: two longs far apart, each with one writer, no event, no ring.</summary>
internal sealed class RingFloorRig : IPingPong
{
    private readonly long[] _cells = new long[4 * CacheLine.Bytes];

    private ref long Ping => ref _cells[CacheLine.Bytes];

    private ref long Pong => ref _cells[2 * CacheLine.Bytes];

    public long[] Run(int trips)
    {
        Ping = Pong = 0;
        var echo = new PipelineThread("echo", () => Echo(trips), HandOff.ConsumerCpu);
        echo.Start();
        var nanos = new long[trips];
        HandOff.OnProducerThread(() =>
        {
            for (var trip = 1; trip <= trips; trip++)
            {
                nanos[trip - 1] = RoundTrip(ref Ping, ref Pong, trip);
            }
        });
        echo.Join(HandOff.Timeout);
        return nanos;
    }

    private void Echo(int trips)
    {
        for (var trip = 1; trip <= trips; trip++)
        {
            EchoOnce(ref Ping, ref Pong, trip);
        }
    }

    private static void EchoOnce(ref long ping, ref long pong, long trip)
    {
        while (Volatile.Read(ref ping) != trip)
        {
        }

        Volatile.Write(ref pong, trip);
    }

    private static long RoundTrip(ref long ping, ref long pong, long trip)
    {
        var started = Stopwatch.GetTimestamp();
        Volatile.Write(ref ping, trip);
        while (Volatile.Read(ref pong) != trip)
        {
        }

        return Stopwatch.GetTimestamp() - started;
    }
}
