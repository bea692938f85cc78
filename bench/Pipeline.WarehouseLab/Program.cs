using Pipeline.WarehouseLab;

const int Usage = 2;

if (LabCommand.Parse(args) is not { } command)
{
    Console.Error.WriteLine(LabCommand.Usage);
    return Usage;
}

return DaysRun.Run(command, Console.Out);
