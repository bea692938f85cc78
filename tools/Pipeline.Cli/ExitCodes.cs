namespace Pipeline.Cli;

/// <summary>What the process says when it ends: one table for every verb, documented in every verb's help.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    public const int Usage = 2;

    /// <summary>Done, but the input was damaged, incomplete or unproved.</summary>
    public const int InputDamaged = 3;

    /// <summary>The input is missing, empty, or nothing in it can be used.</summary>
    public const int InputUnusable = 4;

    /// <summary>A check failed or was refused.</summary>
    public const int CheckFailed = 5;

    /// <summary>A run could not do what was asked: a disk, a venue or a strategy failed.</summary>
    public const int RunFailed = 6;

    /// <summary>Stopped by a signal after an orderly end: Ctrl-C or a terminal that closed.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM after an orderly end.</summary>
    public const int Terminated = 143;

    public const string Help = "Exit codes: 0 done; 2 usage; 3 done, but the input was damaged, incomplete or unproved; 4 input unusable; 5 a check failed; 6 a run could not do what was asked; 130 or 143 stopped by a signal, files whole.";
}
