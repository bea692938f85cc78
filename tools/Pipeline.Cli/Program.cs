using System.CommandLine;
using Pipeline.Cli;
using Pipeline.Cli.Commands;

var root = new RootCommand("Low-latency trading on order-book data: replay, check and explain what a pipeline did.")
{
    DemoCommand.Create(),
    ReplayCommand.Create(),
    RecordCommand.Create(),
    RunCommand.Create(),
    LatchCommands.CreateHalt(),
    LatchCommands.CreateResume(),
    VerifyCommand.Create(),
    TapeCommand.Create(),
    LoadCommand.Create(),
    SqlCommand.Create(),
    SimulateCommand.Create(),
    DatasetCommand.Create(),
    LineageCommand.Create(),
    PlotCommand.Create(),
    QualityCommand.Create(),
    DoctorCommand.Create(),
};

using var fileLimit = FileLimitSignal.Ignore();
return Invocation.Run(root, args);
