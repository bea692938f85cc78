using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// Workstation and not concurrent: no background collection adds to, or hides, what a method allocates.
var job = Job.Default.WithGcServer(false).WithGcConcurrent(false).WithGcForce(true);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
