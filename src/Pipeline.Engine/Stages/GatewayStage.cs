using Pipeline.Events;
using Pipeline.Primitives;

namespace Pipeline.Engine.Stages;

/// <summary>Hands every intent that passed to the gateway, in order, once its decision is written; and every measurement of the clock.</summary>
internal sealed class GatewayStage(PipelineSections sections, IOrderGateway gateway)
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
                gateway.Submit(in _intents[verdict.FirstVerdict + i]);
            }
        }

        ref readonly var record = ref _input[sequence];
        if (record.Kind == RecordKind.ClockSample)
        {
            gateway.OnClockOffset(record.Clock.OffsetNanos);
        }

        gateway.Beat();
    }
}
