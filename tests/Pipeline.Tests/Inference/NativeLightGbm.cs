using System.Runtime.InteropServices;
using System.Text;
using NUnit.Framework;

namespace Pipeline.Tests.Inference;

/// <summary>LightGBM's own library through its C interface: trains on rows and scores them. One thread, so that a run repeats.</summary>
internal sealed partial class NativeLightGbm : IDisposable
{
    private const string Library = "lib_lightgbm";
    private const string Always = " num_threads=1 verbosity=-1 seed=7 deterministic=true force_row_wise=true";
    private const int Float64 = 1;
    private const int Float32 = 0;
    private const int Int32 = 2;

    private readonly nint _booster;

    /// <summary>Reads a model's text as the native library does.</summary>
    public NativeLightGbm(string text) => Check(LGBM_BoosterLoadModelFromString(text, out _, out _booster));

    /// <summary>What a row is asked for: the number in the C interface.</summary>
    public enum Output
    {
        Normal = 0,
        Raw = 1,
    }

    /// <summary>Skips the test on a machine where the library does not load, and says why; in CI it must load.</summary>
    public static void Require()
    {
        if (NativeLibrary.TryLoad(Library, typeof(NativeLightGbm).Assembly, null, out _))
        {
            return;
        }

        const string Missing = "LightGBM's native library does not load here: it needs 64-bit x86 and, on Linux, libgomp.so.1 (Debian package libgomp1)";
        Assert.That(Environment.GetEnvironmentVariable("CI"), Is.Null.Or.Empty, Missing);
        Assert.Ignore(Missing);
    }

    /// <summary>Trains on <paramref name="rows"/> and gives the model's text, as `save_model` writes it.</summary>
    public static string Train(string parameters, double[][] rows, float[] labels, string[] names, int iterations)
    {
        var flat = rows.SelectMany(row => row).ToArray();
        Check(LGBM_DatasetCreateFromMat(flat, Float64, rows.Length, names.Length, 1, parameters + Always, 0, out var dataset));
        Check(LGBM_DatasetSetField(dataset, "label", labels, labels.Length, Float32));
        Check(LGBM_DatasetSetFeatureNames(dataset, names, names.Length));
        if (parameters.Contains("rank", StringComparison.Ordinal))
        {
            var queries = Enumerable.Repeat(10, rows.Length / 10).ToArray();
            Check(LGBM_DatasetSetGroup(dataset, "group", queries, queries.Length, Int32));
        }

        Check(LGBM_BoosterCreate(dataset, parameters + Always, out var booster));
        for (var i = 0; i < iterations; i++)
        {
            Check(LGBM_BoosterUpdateOneIter(booster, out _));
        }

        Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, 0, out var length, []));
        var text = new byte[length];
        Check(LGBM_BoosterSaveModelToString(booster, 0, -1, 0, length, out _, text));
        Check(LGBM_BoosterFree(booster));
        Check(LGBM_DatasetFree(dataset));
        return Encoding.UTF8.GetString(text, 0, (int)length - 1);
    }

    /// <summary>The outputs of every row: one a class.</summary>
    public double[][] Predict(double[][] rows, Output output)
    {
        var flat = rows.SelectMany(row => row).ToArray();
        Check(LGBM_BoosterGetNumClasses(_booster, out var classes));
        var result = new double[rows.Length * classes];
        Check(LGBM_BoosterPredictForMat(
            _booster, flat, Float64, rows.Length, rows[0].Length, 1, (int)output, 0, -1, "num_threads=1 verbosity=-1", out var length, result));
        Assert.That(length, Is.EqualTo(result.Length));
        return [.. result.Chunk(classes)];
    }

    public void Dispose() => Check(LGBM_BoosterFree(_booster));

    private static void Check(int code) => Assert.That(code, Is.Zero, () => Marshal.PtrToStringUTF8(LGBM_GetLastError())!);

    [LibraryImport(Library)]
    private static partial nint LGBM_GetLastError();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetCreateFromMat(
        double[] data, int dataType, int rows, int columns, int isRowMajor, string parameters, nint reference, out nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetField(nint dataset, string field, float[] data, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetGroup(nint dataset, string field, int[] data, int count, int type);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_DatasetSetFeatureNames(nint dataset, string[] names, int count);

    [LibraryImport(Library)]
    private static partial int LGBM_DatasetFree(nint dataset);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterCreate(nint dataset, string parameters, out nint booster);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterLoadModelFromString(string text, out int iterations, out nint booster);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterUpdateOneIter(nint booster, out int isFinished);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterGetNumClasses(nint booster, out int classes);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterSaveModelToString(
        nint booster, int firstIteration, int iterations, int importance, long room, out long length, byte[] text);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LGBM_BoosterPredictForMat(
        nint booster,
        double[] data,
        int dataType,
        int rows,
        int columns,
        int isRowMajor,
        int output,
        int firstIteration,
        int iterations,
        string parameters,
        out long length,
        double[] result);

    [LibraryImport(Library)]
    private static partial int LGBM_BoosterFree(nint booster);
}
