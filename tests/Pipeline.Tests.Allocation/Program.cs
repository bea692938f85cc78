using Pipeline.Tests.Allocation;

AllocationCase[] cases = [];

return AllocationRun.Report(cases, Console.Out);
