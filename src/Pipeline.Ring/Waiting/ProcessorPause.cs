using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pipeline.Ring;

/// <summary>The processor's own hint that this is a spin loop.</summary>
/// <remarks>Not <see cref="Thread.SpinWait"/>: that scales its count to a nominal duration, and a back-off counts instructions.</remarks>
internal static class ProcessorPause
{
    /// <summary>Executes <paramref name="count"/> pause instructions: some 25 ns each on current x64.</summary>
    public static void Repeat(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Once();
        }
    }

    private static void Once()
    {
        if (X86Base.IsSupported)
        {
            X86Base.Pause();
        }
        else if (ArmBase.IsSupported)
        {
            ArmBase.Yield();
        }
        else
        {
            Thread.SpinWait(1);
        }
    }
}
