using System.Buffers;
using System.Threading.Channels;

namespace Pipeline.LatencyLab.Contenders;

/// <summary>
/// The pipeline as a competent user writes it: channels between asynchronous stages, source-generated models of
/// System.Text.Json, sorted dictionaries of decimals, a score, a few checks.
/// </summary>
/// <remarks>Receive, decode, book and features, model and risk: four stages on the thread pool, .NET's defaults.</remarks>
internal sealed class OrdinaryPipeline : IContender
{
    private static readonly UnboundedChannelOptions OneToOne = new() { SingleReader = true, SingleWriter = true };

    private readonly Channel<Text> _texts = Channel.CreateUnbounded<Text>(OneToOne);
    private readonly Channel<Message> _messages = Channel.CreateUnbounded<Message>(OneToOne);
    private readonly Channel<OrdinaryRow> _rows = Channel.CreateUnbounded<OrdinaryRow>(OneToOne);
    private readonly OrdinaryMarket _market = new();
    private readonly OrdinaryRisk _risk = new();
    private readonly VerdictTimes _times;
    private readonly Task[] _stages;

    public OrdinaryPipeline(VerdictTimes times)
    {
        _times = times;
        _stages = [Task.Run(DecodeAsync), Task.Run(UpdateAsync), Task.Run(JudgeAsync)];
    }

    public void Receive(in Arrival arrival, ReadOnlySpan<byte> json)
    {
        _times.Take(arrival.Number, arrival.TakenNanos);
        var bytes = ArrayPool<byte>.Shared.Rent(json.Length);
        json.CopyTo(bytes);
        _texts.Writer.TryWrite(new Text(arrival.Number, arrival.ReceiveNanos, bytes, json.Length));
    }

    public void ThrowIfFailed()
    {
        if (Array.Find(_stages, stage => stage.IsFaulted) is { } failed)
        {
            failed.GetAwaiter().GetResult();
        }
    }

    public Deeds Finish()
    {
        _texts.Writer.TryComplete();
        Task.WhenAll(_stages).GetAwaiter().GetResult();
        return new Deeds(_times.Handled, _market.Rows, _risk.UpdateIds, _risk.Wanted, _risk.ScoreSum);
    }

    public void Dispose() => _texts.Writer.TryComplete();

    private async Task DecodeAsync()
    {
        try
        {
            await foreach (var text in _texts.Reader.ReadAllAsync())
            {
                OrdinaryMessages.TryDecode(text.Bytes.AsSpan(0, text.Length), out var body);
                ArrayPool<byte>.Shared.Return(text.Bytes);
                _messages.Writer.TryWrite(new Message(text.Number, text.ReceiveNanos, body));
            }
        }
        finally
        {
            _messages.Writer.Complete();
        }
    }

    private async Task UpdateAsync()
    {
        try
        {
            await foreach (var message in _messages.Reader.ReadAllAsync())
            {
                Update(message);
            }
        }
        finally
        {
            _rows.Writer.Complete();
        }
    }

    private void Update(Message message)
    {
        if (_market.Update(message.Body, message.ReceiveNanos) is { } columns)
        {
            _rows.Writer.TryWrite(new OrdinaryRow(message.Number, message.ReceiveNanos, _market.LastUpdateId, columns));
        }
        else
        {
            _times.Handle();
        }
    }

    private async Task JudgeAsync()
    {
        await foreach (var row in _rows.Reader.ReadAllAsync())
        {
            _risk.Judge(row);
            _times.Judge(row.Number);
            _times.Handle();
        }
    }

    private readonly record struct Text(int Number, long ReceiveNanos, byte[] Bytes, int Length);

    private readonly record struct Message(int Number, long ReceiveNanos, object? Body);
}
