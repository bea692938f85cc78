using System.Runtime.InteropServices;
using Pipeline.Events;

namespace Pipeline.Book;

/// <summary>What a diff left behind, as it is hashed: 344 canonical bytes. Ranks that are not there are 0.</summary>
[StructLayout(LayoutKind.Sequential, Size = 344)]
internal struct BookFrame
{
    public long Instrument;
    public long UpdateId;
    public long State;
    public TenLongs BidTicks;
    public TenLongs BidLots;
    public TenLongs AskTicks;
    public TenLongs AskLots;
}
