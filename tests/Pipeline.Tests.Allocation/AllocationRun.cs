using System.Globalization;

namespace Pipeline.Tests.Allocation;

/// <summary>Runs the cases and a control. A run whose control allocates nothing measures nothing.</summary>
internal static class AllocationRun
{
    /// <summary>0: no case allocates. 1: one does. 2: the control did not.</summary>
    public static int Report(IEnumerable<AllocationCase> cases, TextWriter output)
    {
        if (Measure(Control(), output) <= 0)
        {
            output.WriteLine("the control boxes a number a message and yet no byte was seen");
            return 2;
        }

        var allocating = cases.Count(each => Measure(each, output) > 0);
        output.WriteLine($"{allocating} cases allocate");
        return allocating == 0 ? 0 : 1;
    }

    private static double Measure(AllocationCase each, TextWriter output)
    {
        var bytes = each.BytesPerMessage();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes,10:F3} B a message  {each.Name}"));
        return bytes;
    }

    private static AllocationCase Control()
    {
        var boxes = new object[16];
        return AllocationCase.OnThisThread("control, which must allocate", 10_000, messages =>
        {
            for (var i = 0; i < messages; i++)
            {
                boxes[i & 15] = i;
            }
        });
    }
}
