namespace Pipeline.Ring;

/// <summary>What a waiting thread does between two looks.</summary>
public enum WaitAction
{
    /// <summary>Look again at once: the strategy has spent the time itself.</summary>
    Look,

    /// <summary>Park until somebody makes the awaited progress and signals.</summary>
    Park,

    /// <summary>Park for a millisecond; nobody signals.</summary>
    Nap,
}

/// <summary>How a thread waits for a sequence.</summary>
/// <remarks>
/// A policy without state: one object serves any number of threads and rings, and strategies may be mixed on one ring.
/// How parking works, and that no wake-up is lost, is the ring's business and written once.
/// </remarks>
public interface IWaitStrategy
{
    /// <summary>Called after each look that found nothing; <paramref name="look"/> counts from 0 within one wait.</summary>
    WaitAction Idle(int look);
}
