namespace Pipeline.Ring;

/// <summary>What a consumer with two cursors does: one follows the producers, the other follows a later stage.</summary>
public interface IDualCursorHandler
{
    /// <summary>The input at <paramref name="sequence"/> is there.</summary>
    void OnInput(long sequence);

    /// <summary>The later stage is done with <paramref name="sequence"/>, whose input was handled before.</summary>
    void OnDecision(long sequence);

    /// <summary>Both cursors advance over what was handled once this has returned.</summary>
    void OnEndOfBatch();
}
