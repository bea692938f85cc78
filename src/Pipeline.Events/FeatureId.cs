namespace Pipeline.Events;

/// <summary>The streaming columns that are doubles: index in a row's values and bit in its mask. Append only.</summary>
/// <remarks>Columns 1 to 42 of the sheet (time, symbol, levels) are integers and live in <see cref="RowBook"/>.</remarks>
public enum FeatureId
{
    /// <summary>43.</summary>
    Mid = 0,

    /// <summary>44.</summary>
    Spread,

    /// <summary>45.</summary>
    SpreadBps,

    /// <summary>46.</summary>
    Microprice,

    /// <summary>47.</summary>
    Imbalance,

    /// <summary>48.</summary>
    BidVol10,

    /// <summary>49.</summary>
    AskVol10,

    /// <summary>50.</summary>
    BidWavgPx,

    /// <summary>51.</summary>
    AskWavgPx,

    /// <summary>52.</summary>
    ImpactBuyBps,

    /// <summary>53.</summary>
    ImpactSellBps,

    /// <summary>54.</summary>
    QualityScore,

    /// <summary>Imbalance of the best level.</summary>
    ImbL1,

    /// <summary>Imbalance of five levels.</summary>
    ImbL5,

    /// <summary>Microprice against mid.</summary>
    MicropriceDevBps,

    /// <summary>Size bid within 5 bps.</summary>
    DepthBid5Bp,

    /// <summary>Size offered within 5 bps.</summary>
    DepthAsk5Bp,

    /// <summary>Order-flow imbalance of rank 1; ranks 2 to 10 follow.</summary>
    OfiL1,

    /// <summary>Order-flow imbalance of rank 10.</summary>
    OfiL10 = OfiL1 + 9,

    /// <summary>Mean size a level over the window.</summary>
    QNorm,

    /// <summary>Normalised order-flow imbalance of rank 1; ranks 2 to 10 follow.</summary>
    OfinL1,

    /// <summary>Normalised order-flow imbalance of rank 10.</summary>
    OfinL10 = OfinL1 + 9,

    /// <summary>Mean of ranks 2 to 10.</summary>
    OfiDeep,

    /// <summary>Signed taker volume of 1 s.</summary>
    Svol1s,

    /// <summary>Trades in 1 s.</summary>
    Ntr1s,

    /// <summary>Trade-flow imbalance of 1 s.</summary>
    Tfi1s,

    /// <summary>Trade-flow imbalance of 10 s.</summary>
    Tfi10s,

    /// <summary>Trade-flow imbalance of 60 s.</summary>
    Tfi60s,

    /// <summary>Return of 1 s.</summary>
    Ret1s,

    /// <summary>Return of 10 s.</summary>
    Ret10s,

    /// <summary>Return of 60 s.</summary>
    Ret60s,

    /// <summary>Realised volatility of 60 s.</summary>
    Rv60s,

    /// <summary>Realised volatility of 300 s.</summary>
    Rv300s,

    /// <summary>Depth events in 1 s.</summary>
    UpdRate1s,

    /// <summary>Levels touched in 1 s.</summary>
    LvlRate1s,

    /// <summary>Milliseconds since the previous row.</summary>
    BookAgeMs,

    /// <summary>Receive time minus E, milliseconds.</summary>
    FeedLatRawMs,

    /// <summary>The same less the clock offset.</summary>
    FeedLatMs,

    /// <summary>Number of streaming columns.</summary>
    Count,
}
