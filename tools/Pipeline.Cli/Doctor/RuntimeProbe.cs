using System.Runtime;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipeline.Cli.Doctor;

/// <summary>The .NET process itself: garbage collector, compiler, vector width.</summary>
internal static class RuntimeProbe
{
    public static IEnumerable<Finding> Look() => [Runtime(), ServerCollector(), ConcurrentCollector(), TieredCompilation(), VectorWidth(), ByteOrder()];

    private static Finding Runtime() => Finding.Ok(".NET", Environment.Version.ToString());

    private static Finding ServerCollector() => Finding.Judge("garbage collector", !GCSettings.IsServerGC,
        $"{(GCSettings.IsServerGC ? "server" : "workstation")}, latency mode {GCSettings.LatencyMode}",
        "DOTNET_gcServer=0: the server collector takes a thread on every core, pinned ones included");

    private static Finding ConcurrentCollector()
    {
        var concurrent = Configured("gcConcurrent", "System.GC.Concurrent") is null or "1" or "true";
        return Finding.Judge("concurrent collection", concurrent, concurrent ? "on" : "off",
            "DOTNET_gcConcurrent=1: without it the latency mode SustainedLowLatency has no effect");
    }

    private static Finding TieredCompilation()
    {
        var tiered = Configured("TieredCompilation", "System.Runtime.TieredCompilation") is null or "1" or "true";
        var profiled = Configured("TieredPGO", "System.Runtime.TieredPGO") is null or "1" or "true";
        return Finding.Judge("compiler", tiered && profiled, $"tiered {(tiered ? "on" : "off")}, profile-guided {(profiled ? "on" : "off")}",
            "leave both on and warm up before the first order: the second compilation is the fast one");
    }

    private static Finding VectorWidth()
    {
        var bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        return Finding.Judge("vector width", bits >= 256, $"{bits} bits{Extensions()}",
            "the kernels choose 128 bits or plain code; results are the same, slower");
    }

    private static Finding ByteOrder() => Finding.Judge("byte order", BitConverter.IsLittleEndian, BitConverter.IsLittleEndian ? "little endian" : "big endian",
        "tapes and hashes are little endian: this machine cannot write them", FindingStatus.Fail);

    private static string Extensions()
    {
        (string Name, bool Supported)[] known =
        [
            ("AVX2", Avx2.IsSupported), ("BMI2", Bmi2.IsSupported), ("AVX-512F", Avx512F.IsSupported), ("AVX-512BW", Avx512BW.IsSupported),
            ("AVX-512DQ", Avx512DQ.IsSupported), ("AVX-512VBMI", Avx512Vbmi.IsSupported),
        ];
        var supported = known.Where(extension => extension.Supported).Select(extension => extension.Name).ToArray();
        return supported.Length == 0 ? "" : $" ({string.Join(", ", supported)})";
    }

    /// <summary>What the environment or the application's settings say; null where they leave the default.</summary>
    private static string? Configured(string variable, string setting) =>
        (Environment.GetEnvironmentVariable($"DOTNET_{variable}") ?? AppContext.GetData(setting)?.ToString())?.ToLowerInvariant();
}
