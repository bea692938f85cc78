using Pipeline.LatencyLab;
using Pipeline.LatencyLab.Comparison;
var r = new LatencyRecording(LatencyRecording.FindReal()!, int.MaxValue);
var plan = MessagePlan.Following(r.ReceiveNanos, 1, double.Parse(args[1]));
Console.WriteLine($"{plan.First} {plan.Count} {plan.Seconds}");
var c = new LatencyComparison(r, plan);
for (var i = 0; i < int.Parse(args[0]); i++) { c.Round(); }
foreach (var s in c.Standings) Console.WriteLine($"{s.Entry.Transport,10} {s.Entry.Name,-22} {s.Rows} {string.Join(' ', s.FromBuffer.ToArray().Select(x => $"{x/1000,9:F1}"))} | {string.Join(' ', s.FromPlan.ToArray().Select(x => $"{x/1000,9:F1}"))}");
Console.WriteLine(c.Deeds);
