using System.Diagnostics;
using NUnit.Framework;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>What somebody who follows the examples writes beside them is nothing that `git add` would take.</summary>
public class SecretTests
{
    [TestCase("docs/examples/keys")]
    [TestCase("docs/examples/latch")]
    [TestCase("docs/examples/latch.audit")]
    [TestCase("docs/examples/latch.lock")]
    [TestCase("docs/examples/trading.json")]
    public void Should_keep_the_files_of_a_session_out_of_git(string path) => Assert.That(IsIgnored(path), Is.True, path);

    [Test]
    public void Should_keep_the_examples_themselves() => Assert.That(IsIgnored("docs/examples/another.yaml"), Is.False);

    private static bool IsIgnored(string path)
    {
        var start = new ProcessStartInfo("git", ["check-ignore", "--quiet", "--no-index", path]) { WorkingDirectory = Checkout.Root };
        using var git = Process.Start(start)!;
        git.WaitForExit();
        Assert.That(git.ExitCode, Is.AnyOf(0, 1), "git check-ignore answers 0 or 1");
        return git.ExitCode == 0;
    }
}
