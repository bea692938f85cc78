using Pipeline.Comparisons;

const int Usage = 2;
const int NotReached = 5;

if (ComparisonCommand.Parse(args) is not { } command)
{
    Console.Error.WriteLine(ComparisonCommand.Usage);
    return Usage;
}

var printer = new ComparisonPrinter(Console.Out, command.Json);
var reached = true;
foreach (var area in command.Areas)
{
    try
    {
        var report = ComparisonCatalog.All[area](command.Options);
        printer.Print(area, report);
        reached &= report.Ratios.All(ComparisonPrinter.IsReached);
    }
    catch (RivalMissingException e)
    {
        Console.Error.WriteLine($"{area}: {e.Message}");
        reached = false;
    }
}

return command.Gate && !reached ? NotReached : 0;
