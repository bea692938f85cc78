using System.Text;

namespace Pipeline.ExchangeSimulator;

/// <summary>Which faults are in force, and what they do to messages. Behind the venue's lock.</summary>
internal sealed class FaultDesk(SeededRandom random, Agenda agenda, Func<long> nowNanos)
{
    private const long MilliNanos = 1_000_000;

    private static readonly FaultKind[] Messages =
    [
        FaultKind.Drop, FaultKind.Duplicate, FaultKind.Reorder, FaultKind.Delay, FaultKind.CutFrame, FaultKind.CorruptJson,
        FaultKind.Mute, FaultKind.CrossedBook,
    ];

    private readonly List<ActiveFault> _active = [];
    private readonly Dictionary<FaultKind, long> _struck = [];

    public IReadOnlyDictionary<FaultKind, long> Struck => _struck;

    public IEnumerable<FaultRule> Active => _active.Select(fault => fault.Rule);

    public void Add(FaultRule rule)
    {
        var fault = new ActiveFault(rule);
        _active.Add(fault);
        if (rule.Millis > 0 && rule.Count == 0)
        {
            agenda.At(nowNanos() + rule.Millis * MilliNanos, _ => _active.Remove(fault));
        }
    }

    public void Clear() => _active.Clear();

    public void Count(FaultKind kind) => _struck[kind] = _struck.GetValueOrDefault(kind) + 1;

    /// <summary>Whether a fault of <paramref name="kind"/> strikes here and now; it is used up by that.</summary>
    public FaultRule? Strike(FaultKind kind, params ReadOnlySpan<string> places)
    {
        foreach (var fault in _active)
        {
            if (fault.Rule.Kind == kind && Matches(fault.Rule.Where, places) && Strikes(fault))
            {
                Count(kind);
                return fault.Rule;
            }
        }

        return null;
    }

    public bool SwallowsForAll(string stream) => Strike(FaultKind.Gap, stream) is not null;

    /// <summary>Lets a message through to a connection, or not, or otherwise.</summary>
    public void Pass(StreamConnection connection, StreamPayload payload, string name)
    {
        foreach (var kind in Messages)
        {
            if (_active.Count > 0 && Strike(kind, name, connection.RouteText) is { } rule)
            {
                Harm(rule, connection, payload, name);
                return;
            }
        }

        connection.SendNow(payload, name);
    }

    private void Harm(FaultRule rule, StreamConnection connection, StreamPayload payload, string name)
    {
        switch (rule.Kind)
        {
            case FaultKind.Duplicate:
                connection.SendNow(payload, name);
                connection.SendNow(payload, name);
                break;
            case FaultKind.Reorder:
                connection.HoldBack(payload, name);
                break;
            case FaultKind.Delay:
                agenda.At(nowNanos() + rule.Millis * MilliNanos, _ => connection.SendNow(payload, name));
                break;
            case FaultKind.CutFrame:
                connection.SendHalf(payload, name);
                break;
            case FaultKind.CorruptJson:
                connection.SendNow(payload.With(Corrupt(payload.Raw)), name);
                break;
            case FaultKind.CrossedBook:
                connection.SendNow(payload.With(Cross(payload.Raw)), name);
                break;
        }
    }

    private static byte[] Corrupt(byte[] raw)
    {
        var harmed = raw.ToArray();
        harmed[^1] = (byte)'{';
        harmed[raw.Length / 2] = (byte)'"';
        return harmed;
    }

    /// <summary>Adds a bid far above every ask: ten times the first price of the message.</summary>
    private static byte[] Cross(byte[] raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        var at = text.IndexOf("\"b\":[", StringComparison.Ordinal);
        var first = text.IndexOf("[[\"", StringComparison.Ordinal);
        if (at < 0 || first < 0)
        {
            return raw;
        }

        var price = text[(first + 3)..text.IndexOf('"', first + 3)];
        var separator = text[at + 5] == ']' ? "" : ",";
        return Encoding.UTF8.GetBytes(text.Insert(at + 5, $"[\"9{price}\",\"0.001\"]{separator}"));
    }

    private bool Strikes(ActiveFault fault)
    {
        if (fault.Skipped < fault.Rule.Skip)
        {
            fault.Skipped++;
            return false;
        }

        if (!random.Chance(fault.Rule.Percent))
        {
            return false;
        }

        fault.Hits++;
        if (fault.Hits == fault.Rule.Count)
        {
            _active.Remove(fault);
        }

        return true;
    }

    private static bool Matches(string where, ReadOnlySpan<string> places)
    {
        var found = where.Length == 0;
        foreach (var place in places)
        {
            found |= place.Contains(where, StringComparison.OrdinalIgnoreCase);
        }

        return found;
    }

    private sealed class ActiveFault(FaultRule rule)
    {
        public FaultRule Rule => rule;

        public int Skipped { get; set; }

        public int Hits { get; set; }
    }
}
