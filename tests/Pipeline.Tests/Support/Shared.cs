using NUnit.Framework;
using Pipeline.Testing;

namespace Pipeline.Tests.Support;

internal static class Shared
{
    /// <summary>The file's path; the test is skipped, and says why, where the folder is not there.</summary>
    public static string Require(string relativePath)
    {
        if (!SharedFiles.TryFind(relativePath, out var path))
        {
            Assert.Ignore($"needs shared/{relativePath}, which is not beside this checkout");
        }

        return path;
    }
}
