namespace Pipeline.ExchangeSimulator;

/// <summary>A client's stream socket: what it subscribed to, and what faults do to its messages on the way.</summary>
internal sealed class StreamConnection(ClientSocket socket, StreamRoute route, StreamHub hub, FaultDesk faults)
{
    private readonly List<string> _names = [];
    private readonly Dictionary<string, (string Name, HashSet<string>? Events)> _byKey = new(StringComparer.Ordinal);
    private (StreamPayload Payload, string Name)? _held;

    public ClientSocket Socket => socket;

    public StreamRoute Route => route;

    /// <summary>Route as faults match it.</summary>
    public string RouteText { get; } = $"/{route.ToString().ToLowerInvariant()}";

    public IReadOnlyList<string> Names => _names;

    /// <summary>Whether messages come in the wrapper of combined streams.</summary>
    public bool Combined { get; set; }

    /// <summary>Lists the name always; listens only where the route carries it.</summary>
    public void Subscribe(string name, HashSet<string>? events = null)
    {
        if (!_names.Contains(name))
        {
            _names.Add(name);
        }

        if (route.Delivers(name))
        {
            var key = hub.KeyOf(name);
            _byKey[key] = (name, events);
            hub.Add(key, this);
        }
    }

    public void Unsubscribe(string name)
    {
        _names.Remove(name);
        var key = hub.KeyOf(name);
        if (_byKey.Remove(key))
        {
            hub.Remove(key, this);
        }
    }

    public void Deliver(StreamPayload payload)
    {
        var (name, events) = _byKey[payload.Key];
        if (events is null || events.Any(kind => Says(payload.Raw, kind)))
        {
            faults.Pass(this, payload, name);
        }
    }

    /// <summary>Sends now; a message held back to change places follows.</summary>
    public void SendNow(StreamPayload payload, string name)
    {
        socket.Send(TextOf(payload, name));
        if (_held is var (held, heldName))
        {
            _held = null;
            socket.Send(TextOf(held, heldName));
        }
    }

    public void SendHalf(StreamPayload payload, string name) => socket.SendHalf(TextOf(payload, name));

    /// <summary>Keeps the message until the next one has gone.</summary>
    public void HoldBack(StreamPayload payload, string name) => _held = (payload, name);

    private byte[] TextOf(StreamPayload payload, string name) => Combined ? payload.Wrapped(name) : payload.Raw;

    private static bool Says(byte[] raw, string kind) => raw.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes($"\"e\":\"{kind}\"")) >= 0;
}
