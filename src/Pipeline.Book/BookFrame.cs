using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>What a diff left behind, as it is hashed: 352 canonical bytes. Ranks that are not there are 0.</summary>
[StructLayout(LayoutKind.Sequential, Size = 352)]
internal struct BookFrame
{
    public long Instrument;
    public long UpdateId;
    public long State;
    public long Flags;
    public TenLongs BidTicks;
    public TenLongs BidLots;
    public TenLongs AskTicks;
    public TenLongs AskLots;

    /// <summary>The same with prices and sizes in units of 1e-8. A product too large for 64 bits keeps its low ones: still a function of the book.</summary>
    public readonly BookFrame In(BookUnits units)
    {
        var scaled = this;
        for (var rank = 0; rank < FeatureRow.Levels; rank++)
        {
            scaled.BidTicks[rank] *= units.Price;
            scaled.BidLots[rank] *= units.Size;
            scaled.AskTicks[rank] *= units.Price;
            scaled.AskLots[rank] *= units.Size;
        }

        return scaled;
    }
}
