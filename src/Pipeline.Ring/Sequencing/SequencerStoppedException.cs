namespace Pipeline.Ring;

/// <summary>Thrown by a handler whose wait ended because the sequencer was stopped: its processor ends before that sequence, and nothing has failed.</summary>
public sealed class SequencerStoppedException() : Exception("the sequencer was stopped");
