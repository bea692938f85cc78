using NUnit.Framework;

namespace Pipeline.Tests.EndToEnd.ClickHouse;

/// <summary>Tests that need what tools/services/install-clickhouse.sh installs: skipped without it on a user's machine, failed in CI.</summary>
internal static class ClickHouseInstalled
{
    public static void Require() => Require(
        ClickHouseProcess.Program is not null && ZooKeeperProcess.IsInstalled,
        "ClickHouse is not installed: tools/services/install-clickhouse.sh");

    public static void Require(bool present, string missing)
    {
        if (!present)
        {
            Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Null.Or.Empty, missing);
            Assert.Ignore(missing);
        }
    }
}
