using Pipeline.ExchangeSimulator;

return RecordCommand.Run(args, Console.Out, Console.Error);
