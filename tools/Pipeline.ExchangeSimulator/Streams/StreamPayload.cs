using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>One message of a stream, raw and, once asked for, wrapped.</summary>
internal sealed class StreamPayload(string key, byte[] raw)
{
    private string _wrappedName = "";
    private byte[] _wrapped = [];

    /// <summary>The stream as the exchange names it.</summary>
    public string Key => key;

    public byte[] Raw => raw;

    /// <summary>In the wrapper of combined streams, under the name that was subscribed.</summary>
    public byte[] Wrapped(string name)
    {
        if (_wrappedName != name)
        {
            _wrapped = [.. Encoding.UTF8.GetBytes($"{{\"stream\":\"{name}\",\"data\":"), .. raw, (byte)'}'];
            _wrappedName = name;
        }

        return _wrapped;
    }

    /// <summary>The same stream with other words.</summary>
    public StreamPayload With(byte[] other) => new(key, other);
}
