namespace Pipeline.Ring;

/// <summary>Who runs the processors.</summary>
public enum ThreadMode
{
    /// <summary>The caller steps all of them on its own thread.</summary>
    Invoker,

    /// <summary>A few threads share the cores: they spin briefly, then park.</summary>
    Shared,

    /// <summary>Every thread owns a core and spins.</summary>
    Dedicated,
}
