using System.Net;
using Microsoft.AspNetCore.Http;

namespace Pipeline.ExchangeSimulator;

/// <summary>Opens stream connections: `/public|/market|/private` or no route, then `/ws[/names]` raw or `/stream?streams=names` wrapped.</summary>
internal sealed class StreamEntrance(Venue venue)
{
    public async Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var route = venue.Rules.HasRoutes ? RouteOf(path) : StreamRoute.Whole;
        var rest = route is StreamRoute.Unrouted or StreamRoute.Whole ? path : path[(path.IndexOf('/', 1) is > 0 and var at ? at : path.Length)..];
        var combined = rest == "/stream";
        if (!combined && rest != "/ws" && !rest.StartsWith("/ws/", StringComparison.Ordinal))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var socket = new ClientSocket(venue.Options.QueuedMessages, context.Abort);
        var connection = new StreamConnection(socket, route, venue.Hub, venue.Faults) { Combined = combined };
        var control = new ControlMessages(connection, venue.Options.ControlMessagesPerSecond ?? venue.Rules.ControlMessagesPerSecond);

        // Before the handshake is answered: a client that knows itself connected misses nothing.
        Enter(connection, rest, context.Request.QueryString.Value ?? "");
        try
        {
            var stream = await WebSocketUpgrade.AcceptAsync(context);
            await socket.RunAsync(stream, text => Locked(() => control.Handle(text)), context.RequestAborted);
        }
        finally
        {
            socket.Retire();
            Locked(() =>
            {
                venue.Hub.Leave(connection);
                venue.Forget(socket);
            });
        }
    }

    private static StreamRoute RouteOf(string path) => path.Split('/') is [_, var first, ..] ? first switch
    {
        "public" => StreamRoute.Public,
        "market" => StreamRoute.Market,
        "private" => StreamRoute.Private,
        _ => StreamRoute.Unrouted,
    } : StreamRoute.Unrouted;

    private void Enter(StreamConnection connection, string rest, string query) => Locked(() =>
    {
        venue.Hub.Enter(connection);
        venue.Watch(connection.Socket);
        if (rest.StartsWith("/ws/", StringComparison.Ordinal))
        {
            SubscribeAll(connection, rest[4..]);
        }

        SubscribeQuery(connection, query);
    });

    /// <summary>Names joined by slashes; a bare number is a client's own count of its sockets.</summary>
    private static void SubscribeAll(StreamConnection connection, string names)
    {
        foreach (var name in names.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(name => !name.All(char.IsAsciiDigit)))
        {
            connection.Subscribe(name);
        }
    }

    /// <summary>`streams=a/b`, and any number of `listenKey=k[&amp;events=E/F]`.</summary>
    private static void SubscribeQuery(StreamConnection connection, string query)
    {
        string? key = null;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = pair.IndexOf('=');
            var (name, value) = at < 0 ? (pair, "") : (pair[..at], WebUtility.UrlDecode(pair[(at + 1)..]));
            switch (name)
            {
                case "streams":
                    SubscribeAll(connection, value);
                    break;
                case "listenKey":
                    key = value;
                    connection.Subscribe(value);
                    break;
                case "events" when key is not null:
                    connection.Subscribe(key, [.. value.Split('/')]);
                    break;
            }
        }
    }

    private void Locked(Action what)
    {
        lock (venue.Gate)
        {
            what();
        }
    }
}
