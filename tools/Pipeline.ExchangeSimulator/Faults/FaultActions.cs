namespace Pipeline.ExchangeSimulator;

/// <summary>Carries out the faults that happen at once; the others wait at the fault desk for what they match.</summary>
internal sealed class FaultActions(Venue venue)
{
    public void Apply(FaultRule rule)
    {
        switch (rule.Kind)
        {
            case FaultKind.Disconnect or FaultKind.DayCut:
                ForEach(rule, socket => socket.Abort());
                break;
            case FaultKind.Close:
                ForEach(rule, socket => socket.Close(rule.Code, "Too many requests"));
                break;
            case FaultKind.HalfOpen:
                ForEach(rule, socket => socket.TurnDeaf());
                break;
            case FaultKind.SlowReader:
                ForEach(rule, socket => Pause(socket, rule.Millis));
                break;
            case FaultKind.ClockSkew:
                Now(rule.Kind, () => venue.Skew(rule.Millis));
                break;
            case FaultKind.Ban:
                Now(rule.Kind, () => venue.Budget.Ban(rule.Millis));
                break;
            case FaultKind.TooManyRequests:
                Now(rule.Kind, () => venue.Budget.Refuse(rule.Millis));
                break;
            case FaultKind.ListenKeyDeath:
                Now(rule.Kind, () => venue.Accounts.Values.ToList().ForEach(venue.KillListenKey));
                break;
            case FaultKind.Mute:
                venue.Faults.Add(rule with { Count = 0 });
                break;
            default:
                venue.Faults.Add(rule);
                break;
        }
    }

    private void Pause(ClientSocket socket, long millis)
    {
        socket.Pause();
        venue.Later(millis, socket.Resume);
    }

    private void Now(FaultKind kind, Action what)
    {
        venue.Faults.Count(kind);
        what();
    }

    private void ForEach(FaultRule rule, Action<ClientSocket> what)
    {
        var hit = venue.Hub.Connections
            .Where(connection => connection.RouteText.Contains(rule.Where, StringComparison.Ordinal) || connection.Names.Any(name => name.Contains(rule.Where, StringComparison.Ordinal)))
            .Take(rule.Count == 0 ? int.MaxValue : rule.Count)
            .ToArray();
        foreach (var connection in hit)
        {
            venue.Faults.Count(rule.Kind);
            what(connection.Socket);
        }
    }
}
