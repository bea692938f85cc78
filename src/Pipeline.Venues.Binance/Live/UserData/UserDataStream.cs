using System.Collections.Concurrent;
using System.Text.Json;
using Pipeline.Feeds.Sockets;
using Pipeline.Primitives;
using Pipeline.Venues.Binance.Live.Orders;
using Pipeline.Venues.Binance.Live.Rest;

namespace Pipeline.Venues.Binance.Live.UserData;

/// <summary>The user data stream over its life: key, socket, renewal, expiry, a new key, a new socket.</summary>
/// <remarks>The gateway's thread; answers and messages are queued for it. Whenever it comes back, the desk reconciles.</remarks>
internal sealed class UserDataStream(
    BinanceRest rest, Uri address, bool allowPlain, UserDataReader reader, OrderDesk desk, IClock clock, Action wake)
{
    private const string Path = "/fapi/v1/listenKey";
    private const int KeyIsGone = -1125;
    private readonly ListenKeyLife _life = new();
    private readonly ConcurrentQueue<RestAnswer> _answers = new();
    private OrderSocket? _socket;
    private bool _wasUp;

    /// <summary>Does what is due.</summary>
    public void Advance(DeskTime now, CancellationToken ct)
    {
        while (_answers.TryDequeue(out var answer))
        {
            TakeAnswer(answer, now);
        }

        if (_life.Next(now.MonotonicNanos) is var step && step != ListenKeyStep.None)
        {
            _life.OnAsked(now.MonotonicNanos);
            _ = AskAsync(step);
        }

        _socket?.Keep(ct);
        TakeMessages(now);
    }

    /// <summary>Cuts the socket.</summary>
    public void Abort() => _socket?.Abort();

    // The reserve is for what guards open orders: without a key there is no stream that could lose news of one.
    private async Task AskAsync(ListenKeyStep step)
    {
        var isRenewal = step == ListenKeyStep.Renew;
        _answers.Enqueue(await rest.SendAsync(isRenewal ? HttpMethod.Put : HttpMethod.Post, Path, "", weight: 1, isUrgent: isRenewal).ConfigureAwait(false));
        wake();
    }

    private void TakeAnswer(in RestAnswer answer, DeskTime now)
    {
        if (answer.Outcome == CallOutcome.Done && (KeyOf(answer.Body) ?? _life.Key) is { } key)
        {
            UseKey(key, now);
        }
        else if (answer.Code == KeyIsGone)
        {
            DropKey(now);
        }
        else
        {
            _life.OnFailed(now.MonotonicNanos, answer.WaitNanos);
        }
    }

    private void UseKey(string key, DeskTime now)
    {
        if (key != _life.Key || _socket is null)
        {
            _socket?.Abort();
            var uri = new Uri($"{address.ToString().TrimEnd('/')}/ws/{key}");
            _socket = new OrderSocket(new WebSocketOptions { Uri = uri, AllowPlain = allowPlain, Clock = clock }, clock, wake);
        }

        _life.OnKey(key, now.MonotonicNanos);
    }

    private void DropKey(DeskTime now)
    {
        _life.OnGone(now.MonotonicNanos);
        _socket?.Abort();
        _socket = null;
        Tell(isUp: false, now);
    }

    private void TakeMessages(DeskTime now)
    {
        while (_socket is { } socket && socket.TryTake(out var message))
        {
            if (message is null)
            {
                Tell(socket.IsUp, now);
            }
            else if (reader.Take(message, now))
            {
                DropKey(now);
            }
        }
    }

    private void Tell(bool isUp, DeskTime now)
    {
        if (isUp || _wasUp)
        {
            desk.OnUserStream(isUp, now);
        }

        _wasUp = isUp;
    }

    private static string? KeyOf(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.TryGetProperty("listenKey"u8, out var key) ? key.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
