using Pipeline.LatencyLab;

const int Usage = 2;

if (LatencyCommand.Parse(args) is not { } command)
{
    Console.Error.WriteLine(LatencyCommand.Usage);
    return Usage;
}

LatencyReport.Run(command, Console.Out);
return 0;
