using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Live.Signing;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>Calls over real connections: the WS-API where it is open and knows the method, else REST.</summary>
/// <remarks>The gateway's thread, but for the replies of REST, which are queued.</remarks>
internal sealed class VenueLink(
    ApiKeys keys, BinanceRest rest, OrderSocket socket, WriteGate gate, WeightBudget budget, InstrumentTable instruments, VenueText text, OrderDeskOptions options, Action wake) : IVenueLink
{
    private const long NanosPerMilli = 1_000_000;
    private readonly ConcurrentQueue<VenueReply> _replies = new();
    private readonly Dictionary<long, VenueCallKind> _onSocket = [];
    private readonly CallText _callText = new(instruments, options.ReceiveWindowNanos / NanosPerMilli);
    private readonly Parameters _parameters = new();
    private readonly IRequestSigner _signer = keys.CreateSigner();
    private readonly byte[] _signature = new byte[128];

    /// <summary>The venue's clock less ours, nanoseconds.</summary>
    public long ClockOffsetNanos { get; set; }

    /// <inheritdoc/>
    public bool IsUp { get; set; }

    /// <inheritdoc/>
    public VetoReason TrySend(in VenueCall call, DeskTime now)
    {
        var route = VenueRoute.Of(call.Kind);
        var millis = (now.UtcNanos + ClockOffsetNanos) / NanosPerMilli;
        if (route.Socket is null || !socket.IsUp)
        {
            _callText.Write(call, [], millis, _parameters);
            _ = AskAsync(call, route, BinanceRest.Sign(_parameters, _signer));
            return VetoReason.None;
        }

        if (!budget.TryTake(route.Weight, route.IsUrgent, now.UtcNanos))
        {
            return VetoReason.RateLimited;
        }

        _callText.Write(call, keys.KeyUtf8, millis, _parameters);
        return SendOnSocket(call, route.Socket);
    }

    /// <summary>The next reply that REST brought.</summary>
    public bool TryTake(out VenueReply reply) => _replies.TryDequeue(out reply);

    /// <summary>Reads a reply of the WS-API; false where nobody asked for it.</summary>
    public bool TryRead(byte[] message, DeskTime now, out VenueReply reply)
    {
        reply = default;
        using var document = JsonDocument.Parse(message);
        var root = document.RootElement;
        if (!root.TryGetProperty("id"u8, out var id) || !id.TryGetInt64(out reply.CallId) || !_onSocket.Remove(reply.CallId, out var kind))
        {
            return false;
        }

        reply.Code = root.TryGetProperty("error"u8, out var error) && error.TryGetProperty("code"u8, out var code) ? code.GetInt32() : 0;
        var status = root.TryGetProperty("status"u8, out var told) ? told.GetInt32() : 0;
        var words = Encoding.UTF8.GetBytes(error.ValueKind == JsonValueKind.Object ? error.GetRawText() : "");
        reply.Outcome = OutcomeRules.Of(status, reply.Code, words);
        if (RateLimit.IsOfAddress(status, reply.Code))
        {
            budget.OnLimited(now.UtcNanos + RateLimit.WaitNanos(status, retryAfter: null, words, now.UtcNanos));
        }

        if (reply.Outcome == CallOutcome.Done && root.TryGetProperty("result"u8, out var result))
        {
            ReadOrDoubt(kind, result, ref reply);
        }

        return true;
    }

    /// <summary>The socket is gone: what was asked on it has no answer.</summary>
    public void ForgetSocket(Action<VenueReply> take)
    {
        foreach (var id in _onSocket.Keys.ToArray())
        {
            _onSocket.Remove(id);
            take(new VenueReply { CallId = id, Outcome = CallOutcome.Unknown });
        }
    }

    private VetoReason SendOnSocket(in VenueCall call, string method)
    {
        var frame = Frame(call.Id, method);
        if (call.AddsRisk && !gate.TryEnter())
        {
            return VetoReason.Halted;
        }

        var isSent = socket.TrySend(frame, out var sending);
        if (call.AddsRisk)
        {
            LeaveWhenSent(sending);
        }

        if (isSent)
        {
            _onSocket.Add(call.Id, call.Kind);
        }

        return isSent ? VetoReason.None : VetoReason.NotSent;
    }

    /// <summary>A write that has to wait for another frame has not begun, so the gate is held until it is through.</summary>
    private void LeaveWhenSent(Task sending)
    {
        if (sending.IsCompleted)
        {
            gate.Leave();
        }
        else
        {
            sending.ContinueWith(_ => gate.Leave(), TaskScheduler.Default);
        }
    }

    private byte[] Frame(long id, string method)
    {
        var signatureLength = _signer.Sign(_parameters.Query, _signature);
        var head = Encoding.ASCII.GetBytes($"{{\"id\":{id},\"method\":\"{method}\",\"params\":{{");
        var members = new byte[2048];
        var length = _parameters.WriteJson(members);
        var tail = $",\"signature\":\"{Encoding.ASCII.GetString(_signature, 0, signatureLength)}\"}}}}";
        return [.. head, .. members.AsSpan(0, length), .. Encoding.ASCII.GetBytes(tail)];
    }

    private async Task AskAsync(VenueCall call, VenueRoute route, string parameters)
    {
        var answer = await rest.SendAsync(route.Method, route.Path, parameters, route.Weight, route.IsUrgent, call.AddsRisk ? gate : null).ConfigureAwait(false);
        var reply = new VenueReply { CallId = call.Id, Outcome = answer.Outcome, Code = answer.Code };
        if (answer.Outcome == CallOutcome.Done)
        {
            ReadOrDoubt(call.Kind, answer.Body, ref reply);
        }

        _replies.Enqueue(reply);
        wake();
    }

    private void ReadOrDoubt(VenueCallKind kind, byte[] body, ref VenueReply reply)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            ReadOrDoubt(kind, document.RootElement, ref reply);
        }
        catch (JsonException)
        {
            reply.Outcome = CallOutcome.Unknown;
        }
    }

    /// <summary>A success that cannot be read settles nothing.</summary>
    private void ReadOrDoubt(VenueCallKind kind, JsonElement result, ref VenueReply reply)
    {
        try
        {
            text.ReadResult(kind, result, ref reply);
        }
        catch (FormatException)
        {
            reply.Outcome = CallOutcome.Unknown;
        }
    }
}
