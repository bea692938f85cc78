using System.Text;
using Pipeline.Events;
using Pipeline.Venues.Binance.Live.Rest;
using Pipeline.Venues.Binance.Protocol;

namespace Pipeline.Venues.Binance.Live.Orders;

/// <summary>From a call to its parameters, by REST and by the WS-API alike.</summary>
/// <remarks>Single thread.</remarks>
public sealed class CallText(InstrumentTable instruments, long receiveWindowMillis)
{
    private const int MostTrades = 1000;
    private readonly byte[] _id = new byte[ClientOrderIdText.Length];

    /// <summary>Fills <paramref name="parameters"/>; the API key is a parameter of the WS-API only.</summary>
    public void Write(in VenueCall call, ReadOnlySpan<byte> apiKey, long timestampMillis, Parameters parameters)
    {
        parameters.Clear();
        if (!apiKey.IsEmpty)
        {
            parameters.Add("apiKey"u8, apiKey);
        }

        switch (call.Kind)
        {
            case VenueCallKind.Place:
                Place(call, timestampMillis, parameters);
                break;
            case VenueCallKind.Amend:
                Amend(call, timestampMillis, parameters);
                break;
            default:
                Others(call, timestampMillis, parameters);
                break;
        }
    }

    private void Place(in VenueCall call, long timestampMillis, Parameters parameters)
    {
        var isMarket = (call.Flags & OrderFlags.Market) != 0;
        ClientOrderIdText.Write(call.ClientOrderId, _id);
        parameters.Add("newClientOrderId"u8, _id);
        if (!isMarket)
        {
            parameters.Add("price"u8, Price(call));
        }

        parameters.Add("quantity"u8, Size(call));
        parameters.Add("recvWindow"u8, receiveWindowMillis);
        if ((call.Flags & OrderFlags.ReduceOnly) != 0)
        {
            parameters.Add("reduceOnly"u8, "true"u8);
        }

        parameters.Add("side"u8, SideText(call.Side));
        parameters.Add("symbol"u8, Symbol(call));
        if (!isMarket)
        {
            parameters.Add("timeInForce"u8, TimeInForceText(call.TimeInForce));
        }

        parameters.Add("timestamp"u8, timestampMillis);
        parameters.Add("type"u8, isMarket ? "MARKET"u8 : "LIMIT"u8);
    }

    private void Amend(in VenueCall call, long timestampMillis, Parameters parameters)
    {
        Which(call, parameters);
        parameters.Add("price"u8, Price(call));
        parameters.Add("quantity"u8, Size(call));
        parameters.Add("recvWindow"u8, receiveWindowMillis);
        parameters.Add("side"u8, SideText(call.Side));
        parameters.Add("symbol"u8, Symbol(call));
        parameters.Add("timestamp"u8, timestampMillis);
    }

    private void Others(in VenueCall call, long timestampMillis, Parameters parameters)
    {
        switch (call.Kind)
        {
            case VenueCallKind.Cancel or VenueCallKind.Query:
                Which(call, parameters);
                break;
            case VenueCallKind.Countdown:
                parameters.Add("countdownTime"u8, call.CountdownMillis);
                break;
            case VenueCallKind.Trades when call.FromTradeId != InputRecord.Absent:
                parameters.Add("fromId"u8, call.FromTradeId);
                parameters.Add("limit"u8, MostTrades);
                break;
            case VenueCallKind.Trades:
                parameters.Add("limit"u8, 1);
                break;
        }

        parameters.Add("recvWindow"u8, receiveWindowMillis);
        if (call.Kind is not (VenueCallKind.Positions or VenueCallKind.Balance))
        {
            parameters.Add("symbol"u8, Symbol(call));
        }

        parameters.Add("timestamp"u8, timestampMillis);
    }

    private void Which(in VenueCall call, Parameters parameters)
    {
        if (call.OrderId > 0 || call.ClientOrderId < 0)
        {
            parameters.Add("orderId"u8, call.OrderId > 0 ? call.OrderId : -call.ClientOrderId);
            return;
        }

        ClientOrderIdText.Write(call.ClientOrderId, _id);
        parameters.Add("origClientOrderId"u8, _id);
    }

    private byte[] Symbol(in VenueCall call) => Encoding.ASCII.GetBytes(instruments[call.Instrument].Symbol);

    private byte[] Price(in VenueCall call) => Encoding.ASCII.GetBytes(instruments[call.Instrument].FormatPrice(call.PriceTicks));

    private byte[] Size(in VenueCall call) => Encoding.ASCII.GetBytes(instruments[call.Instrument].FormatSize(call.SizeLots));

    private static ReadOnlySpan<byte> SideText(Side side) => side == Side.Buy ? "BUY"u8 : "SELL"u8;

    private static ReadOnlySpan<byte> TimeInForceText(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.ImmediateOrCancel => "IOC"u8,
        TimeInForce.FillOrKill => "FOK"u8,
        TimeInForce.PostOnly => "GTX"u8,
        _ => "GTC"u8,
    };
}
