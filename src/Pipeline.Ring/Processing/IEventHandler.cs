namespace Pipeline.Ring;

/// <summary>What a consumer does with each sequence.</summary>
/// <remarks>Implemented by a struct of one field, so that the processor's loop is compiled for it and the call is inlined.</remarks>
public interface IEventHandler
{
    /// <summary>Handles what the sections hold at <paramref name="sequence"/>.</summary>
    /// <param name="sequence">Rises by one from call to call.</param>
    /// <param name="endOfBatch">Nothing more is known to be there. Where a batch ends depends on timing: no result may depend on it.</param>
    void OnEvent(long sequence, bool endOfBatch);
}
