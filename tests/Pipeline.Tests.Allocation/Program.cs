using Pipeline.Testing.Replay;
using Pipeline.Tests.Allocation;

using var folder = new TemporaryFolder();

return AllocationRun.Report([.. StageCases.All(folder), .. PipelineCases.All(folder)], Console.Out);
