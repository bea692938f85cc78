using System.Globalization;
using Pipeline.Experiments;

const int Usage = 2;

switch (args)
{
    case ["ring"]:
        foreach (var (design, rate) in RingExperiment.Run())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate,8:0.0} M events/s  {design}"));
        }

        return 0;
    case ["parquet"]:
        foreach (var (design, rate, bytes) in ParquetExperiment.Run())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rate,12:N0} rows/s {bytes,8:0.0} bytes a row  {design}"));
        }

        return 0;
    case ["grid"]:
        foreach (var (design, nanos) in GridExperiment.Run())
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{nanos,8:0.0} ns a diff of 68 levels  {design}"));
        }

        return 0;
    default:
        Console.Error.WriteLine("use: ring|parquet|grid; designs that lost, beside those that won");
        return Usage;
}
