namespace Pipeline.Cli;

/// <summary>What the process says when it ends. Documented in every verb's help.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A bug of ours: nothing that a user did should lead here.</summary>
    public const int Internal = 1;
    public const int Usage = 2;
    public const int InputDamaged = 3;
    public const int InputUnusable = 4;
    public const int CheckFailed = 5;

    /// <summary>A run could not do what was asked: a disk, a venue or a strategy failed.</summary>
    public const int RunFailed = 6;
    public const int Interrupted = 130;

    public const string Help = "Exit codes: 0 done; 2 usage; 3 done, but the input was damaged; 4 input unusable; 5 a check failed; 6 a run could not do what was asked; 130 interrupted.";
}
