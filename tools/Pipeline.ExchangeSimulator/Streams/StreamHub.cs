using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>Who listens to which stream. Behind the venue's lock.</summary>
internal sealed class StreamHub(FaultDesk faults)
{
    private readonly Dictionary<string, List<StreamConnection>> _listeners = new(StringComparer.Ordinal);
    private readonly HashSet<StreamConnection> _connections = [];

    /// <summary>Gives the name under which a stream is published; a capture has one speed for all.</summary>
    public Func<string, string> KeyOf { get; set; } = name => name;

    public IReadOnlyCollection<StreamConnection> Connections => _connections;

    public void Enter(StreamConnection connection) => _connections.Add(connection);

    public void Leave(StreamConnection connection)
    {
        _connections.Remove(connection);
        foreach (var listeners in _listeners.Values)
        {
            listeners.Remove(connection);
        }
    }

    public void Add(string key, StreamConnection connection)
    {
        if (!_listeners.TryGetValue(key, out var listeners))
        {
            _listeners.Add(key, listeners = []);
        }

        if (!listeners.Contains(connection))
        {
            listeners.Add(connection);
        }
    }

    public void Remove(string key, StreamConnection connection)
    {
        if (_listeners.TryGetValue(key, out var listeners))
        {
            listeners.Remove(connection);
        }
    }

    public int Count(string key) => _listeners.TryGetValue(key, out var listeners) ? listeners.Count : 0;

    public void Publish(string key, string text)
    {
        if (Count(key) > 0)
        {
            Publish(new StreamPayload(key, Encoding.UTF8.GetBytes(text)));
        }
    }

    public void Publish(StreamPayload payload)
    {
        if (faults.SwallowsForAll(payload.Key) || !_listeners.TryGetValue(payload.Key, out var listeners))
        {
            return;
        }

        foreach (var connection in listeners.ToArray())
        {
            connection.Deliver(payload);
        }
    }
}
