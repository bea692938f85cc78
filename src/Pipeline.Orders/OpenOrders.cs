namespace Pipeline.Orders;

/// <summary>The open orders of one instrument, for a foreach. Valid until the ledger changes.</summary>
public readonly ref struct OpenOrders
{
    private readonly ReadOnlySpan<OpenOrder> _orders;
    private readonly int _first;

    internal OpenOrders(ReadOnlySpan<OpenOrder> orders, int first)
    {
        _orders = orders;
        _first = first;
    }

    /// <summary>Starts before the first.</summary>
    public Enumerator GetEnumerator() => new(_orders, _first);

    /// <summary>Walks the list.</summary>
    public ref struct Enumerator
    {
        private readonly ReadOnlySpan<OpenOrder> _orders;
        private int _next;
        private int _current;

        internal Enumerator(ReadOnlySpan<OpenOrder> orders, int first)
        {
            _orders = orders;
            _next = first;
        }

        /// <summary>The order.</summary>
        public readonly ref readonly OpenOrder Current => ref _orders[_current];

        /// <summary>Goes to the next one.</summary>
        public bool MoveNext()
        {
            if (_next < 0)
            {
                return false;
            }

            _current = _next;
            _next = _orders[_current].Next;
            return true;
        }
    }
}
