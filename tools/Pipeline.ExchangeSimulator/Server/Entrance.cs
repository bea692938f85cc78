using Microsoft.AspNetCore.Http;

namespace Pipeline.ExchangeSimulator;

/// <summary>Sends each request where it belongs: a stream, the WS-API, the fault desk, or REST.</summary>
internal sealed class Entrance
{
    private readonly Venue _venue;
    private readonly StreamEntrance _streams;
    private readonly RestEntrance _rest;
    private readonly FaultEntrance _faults;
    private readonly Operations _operations;
    private readonly Dispatcher _dispatcher;

    public Entrance(Venue venue)
    {
        _venue = venue;
        _operations = new Operations(venue);
        _dispatcher = new Dispatcher(venue);
        _streams = new StreamEntrance(venue);
        _rest = new RestEntrance(venue, _operations, _dispatcher);
        _faults = new FaultEntrance(venue);
    }

    public Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        if (path == "/sim/fault")
        {
            return _faults.HandleAsync(context);
        }

        return !WebSocketUpgrade.IsAsked(context) ? _rest.HandleAsync(context)
            : _venue.Rules.Trades && path.StartsWith(_venue.Rules.WsApiPath, StringComparison.Ordinal) ? ServeWsApiAsync(context)
            : _streams.ServeAsync(context);
    }

    private async Task ServeWsApiAsync(HttpContext context)
    {
        var limits = context.Request.Query["returnRateLimits"] != "false";
        var socket = new ClientSocket(_venue.Options.QueuedMessages, context.Abort);
        var connection = new WsApiConnection(socket, _venue, _operations, _dispatcher, limits);
        lock (_venue.Gate)
        {
            _venue.Watch(socket);
        }

        try
        {
            var stream = await WebSocketUpgrade.AcceptAsync(context);
            await socket.RunAsync(stream, connection.Handle, context.RequestAborted);
        }
        finally
        {
            socket.Retire();
            lock (_venue.Gate)
            {
                _venue.Forget(socket);
            }
        }
    }
}
