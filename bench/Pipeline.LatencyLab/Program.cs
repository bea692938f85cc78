using Pipeline.LatencyLab;
using Pipeline.LatencyLab.Comparison;
using Pipeline.LatencyLab.Flood;
using Pipeline.LatencyLab.Rates;
using Pipeline.LatencyLab.Tape;

const int Usage = 2;
const int Missed = 5;

if (LatencyCommand.Parse(args) is not { } command)
{
    Console.Error.WriteLine(LatencyCommand.Usage);
    return Usage;
}

switch (command.Question)
{
    case LatencyQuestion.Rates:
        RateReport.Run(command, Console.Out);
        return 0;
    case LatencyQuestion.Tape:
        return TapeReport.Run(command, Console.Out) || !command.Gate ? 0 : Missed;
    case LatencyQuestion.Flood:
        return FloodReport.Run(command, Console.Out) ? 0 : Missed;
    default:
        return ComparisonRun.Run(command, Console.Out) || !command.Gate ? 0 : Missed;
}
