using System.Runtime.ExceptionServices;
using NUnit.Framework;

namespace Pipeline.Tests.Engine;

/// <summary>Fails a test that hangs instead of hanging with it.</summary>
internal static class Within
{
    /// <summary>Runs <paramref name="body"/> on a thread of its own; what it throws is thrown here.</summary>
    public static void Seconds(int seconds, Action body)
    {
        ExceptionDispatchInfo? thrown = null;
        var thread = new Thread(() => thrown = Catch(body)) { IsBackground = true, Name = "test" };
        thread.Start();
        Assert.That(thread.Join(TimeSpan.FromSeconds(seconds)), Is.True, $"nothing moved within {seconds} s");
        thrown?.Throw();
    }

    private static ExceptionDispatchInfo? Catch(Action body)
    {
        try
        {
            body();
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
    }
}
