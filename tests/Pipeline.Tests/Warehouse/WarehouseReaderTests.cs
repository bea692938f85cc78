using NUnit.Framework;
using Pipeline.Warehouse.Reading;

namespace Pipeline.Tests.Warehouse;

[TestFixture]
public sealed class WarehouseReaderTests
{
    [TestCase("duckdb:market.duckdb", "duckdb:market.duckdb")]
    [TestCase("duckdb:a/b/market.duckdb", "duckdb:market.duckdb")]
    [TestCase("parquet:/a/market/", "parquet:market")]
    [TestCase("parquet:market", "parquet:market")]
    [TestCase("/a/day.gz", "day.gz")]
    [TestCase("session.tape", "session.tape")]
    public void Should_name_an_address_by_its_kind_and_file(string address, string name) => Assert.That(WarehouseReader.NameOf(address), Is.EqualTo(name));
}
