using NUnit.Framework;
using Pipeline.Cli.Doctor;

namespace Pipeline.Tests.Doctor;

/// <summary>The forms in which a kernel tells about itself.</summary>
public class LinuxTextTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max cpu time              unlimited            unlimited            seconds
        Max locked memory         8388608              8388608              bytes
        Max address space         unlimited            unlimited            bytes
        """;

    private const string Meminfo = "MemTotal:       16384000 kB\nSwapTotal:             0 kB\nHugePages_Total:       4\nHugetlb:            8192 kB";

    [TestCase("0", new[] { 0 })]
    [TestCase("0-3", new[] { 0, 1, 2, 3 })]
    [TestCase("0-1,8,10-11", new[] { 0, 1, 8, 10, 11 })]
    [TestCase("", new int[0])]
    public void Should_read_a_list_of_processors(string text, int[] expected) =>
        Assert.That(LinuxText.ProcessorList(text), Is.EqualTo(expected));

    [TestCase("a")]
    [TestCase("3-1")]
    [TestCase("1-2-3")]
    [TestCase("-1")]
    public void Should_refuse_a_list_that_is_none(string text) => Assert.That(LinuxText.ProcessorList(text), Is.Null);

    [TestCase("always [madvise] never", "madvise")]
    [TestCase("[always] madvise never", "always")]
    [TestCase("always madvise never", null)]
    [TestCase("] [", null)]
    public void Should_find_the_chosen_word(string text, string? expected) => Assert.That(LinuxText.Chosen(text), Is.EqualTo(expected));

    [TestCase("Max locked memory", 8388608L)]
    [TestCase("Max cpu time", long.MaxValue)]
    [TestCase("Max open files", null)]
    public void Should_read_the_soft_limit(string name, long? expected) => Assert.That(LinuxText.SoftLimit(Limits, name), Is.EqualTo(expected));

    [TestCase("MemTotal", 16384000L * 1024)]
    [TestCase("SwapTotal", 0L)]
    [TestCase("HugePages_Total", null)]
    [TestCase("Swap", null)]
    public void Should_read_bytes_of_a_field(string name, long? expected) => Assert.That(LinuxText.FieldBytes(Meminfo, name), Is.EqualTo(expected));

    [Test]
    public void Should_read_a_field_with_blanks_before_the_colon() =>
        Assert.That(LinuxText.Field("model name\t: X\nflags\t\t: fpu hypervisor avx2", "flags"), Is.EqualTo("fpu hypervisor avx2"));

    [TestCase(long.MaxValue, "unlimited")]
    [TestCase(8388608L, "8 MiB")]
    [TestCase(3L << 29, "1.5 GiB")]
    [TestCase(65536L, "64 KiB")]
    public void Should_say_sizes_as_a_reader_does(long bytes, string expected) => Assert.That(LinuxText.Size(bytes), Is.EqualTo(expected));
}
