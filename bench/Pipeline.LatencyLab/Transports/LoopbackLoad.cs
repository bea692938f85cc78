using Pipeline.LatencyLab.Contenders;

namespace Pipeline.LatencyLab.Transports;

/// <summary>A websocket server in this process sends each message at its time, those that are due together at once.</summary>
/// <remarks>The calling thread serves and spins; the contender's client receives where its runtime lets it.</remarks>
internal sealed class LoopbackLoad(LatencyRecording recording, MessagePlan plan)
{
    private const int UntimedAtOnce = 256;

    private readonly FrameBuffer _frames = new(recording.Messages, plan.Count);

    public void Run(VerdictTimes times, IContender contender, LoopbackClient client)
    {
        using var server = new LoopbackServer();
        var receiving = Task.Run(() => client(server.Address, number => recording.ReceiveNanos[number], contender));
        server.Accept();
        SendUntimed(server);
        Pace.Begin(plan, times, contender);
        SendTimed(server, times);
        Pace.UntilHandled(plan.Count, times, contender);
        server.Close();
        receiving.GetAwaiter().GetResult();
    }

    private void SendUntimed(LoopbackServer server)
    {
        for (var i = 0; i < plan.First; i += UntimedAtOnce)
        {
            server.Send(_frames.Run(i, Math.Min(i + UntimedAtOnce, plan.First)));
        }
    }

    private void SendTimed(LoopbackServer server, VerdictTimes times)
    {
        for (var next = plan.First; next < plan.Count;)
        {
            var now = Pace.Until(times.DueNanos(next));
            var end = next + 1;
            while (end < plan.Count && times.DueNanos(end) <= now)
            {
                end++;
            }

            server.Send(_frames.Run(next, end));
            next = end;
        }
    }
}

/// <summary>Connects to a server and hands the contender what it sends, until it closes.</summary>
/// <param name="address">Where the server is.</param>
/// <param name="receiveNanosOf">The receive time that the stages are to see, by a message's number.</param>
/// <param name="contender">Who takes the messages.</param>
internal delegate Task LoopbackClient(Uri address, Func<int, long> receiveNanosOf, IContender contender);
