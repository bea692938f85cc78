using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Hands every intent that passed to the gateway, in order, once its decision is written; and every measurement of the clock.</summary>
/// <remarks>With a parking place, what would add to a position waits in it until its decision is durable too; cancels go past it.</remarks>
internal sealed class GatewayStage(PipelineSections sections, IOrderGateway gateway, ParkedOrders? parked)
{
    private readonly Section<InputRecord> _input = sections.Input;
    private readonly Section<Verdict> _verdicts = sections.Verdicts;
    private readonly Section<OrderVerdict> _orderVerdicts = sections.OrderVerdicts;
    private readonly Section<OrderIntent> _intents = sections.Intents;

    public void OnEvent(long sequence)
    {
        ref readonly var verdict = ref _verdicts[sequence];
        for (var i = 0; i < verdict.VerdictCount && verdict.Accepted > 0; i++)
        {
            if (_orderVerdicts[verdict.FirstVerdict + i].Reason == RejectReason.None)
            {
                Submit(in _intents[verdict.FirstVerdict + i], sequence);
            }
        }

        ref readonly var record = ref _input[sequence];
        if (record.Kind == RecordKind.ClockSample)
        {
            gateway.OnClockOffset(record.Clock.OffsetNanos);
        }

        gateway.Beat();
    }

    /// <summary>Decisions up to <paramref name="durable"/> are on the medium: what waited for them leaves.</summary>
    public void Release(long durable)
    {
        while (parked!.TryTake(durable, out var intent))
        {
            gateway.Submit(in intent);
        }
    }

    private void Submit(in OrderIntent intent, long sequence)
    {
        if (parked is not null && (intent.Action != OrderAction.Cancel || parked.Holds(intent.TargetClientOrderId)))
        {
            parked.Add(in intent, sequence);
        }
        else
        {
            gateway.Submit(in intent);
        }
    }
}
