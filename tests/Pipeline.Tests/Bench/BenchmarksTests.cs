using System.Reflection;
using BenchmarkDotNet.Attributes;
using NUnit.Framework;
using Pipeline.Benchmarks;

namespace Pipeline.Tests.Bench;

/// <summary>Every benchmark runs once, so that none rots.</summary>
internal sealed class BenchmarksTests
{
    private static IEnumerable<TestCaseData> Benchmarks() =>
        from type in typeof(BookBenchmarks).Assembly.GetExportedTypes()
        from method in type.GetMethods()
        where method.IsDefined(typeof(BenchmarkAttribute))
        select new TestCaseData(type, method).SetArgDisplayNames(type.Name, method.Name);

    [TestCaseSource(nameof(Benchmarks))]
    public void Should_run_once(Type type, MethodInfo benchmark)
    {
        var subject = Activator.CreateInstance(type)!;
        try
        {
            ChooseParameters(subject);
            Call<GlobalSetupAttribute>(subject);
            Call<IterationSetupAttribute>(subject);

            Assert.That(() => benchmark.Invoke(subject, Arguments(benchmark)), Throws.Nothing);

            Call<IterationCleanupAttribute>(subject);
            Call<GlobalCleanupAttribute>(subject);
        }
        finally
        {
            (subject as IDisposable)?.Dispose();
        }
    }

    [Test]
    public void Should_measure_what_each_benchmark_allocates()
    {
        var unmeasured = typeof(BookBenchmarks).Assembly.GetExportedTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(BenchmarkAttribute))))
            .Where(type => !type.IsDefined(typeof(MemoryDiagnoserAttribute)));

        Assert.That(unmeasured, Is.Empty);
    }

    private static void ChooseParameters(object subject)
    {
        foreach (var property in subject.GetType().GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } choice)
            {
                property.SetValue(subject, choice.Values[0]);
            }
        }

        foreach (var field in subject.GetType().GetFields())
        {
            if (field.GetCustomAttribute<ParamsAttribute>() is { } choice)
            {
                field.SetValue(subject, choice.Values[0]);
            }
        }
    }

    private static object?[]? Arguments(MethodInfo benchmark) => benchmark.GetCustomAttribute<ArgumentsAttribute>()?.Values;

    private static void Call<TAttribute>(object subject)
        where TAttribute : Attribute
    {
        foreach (var method in subject.GetType().GetMethods().Where(each => each.IsDefined(typeof(TAttribute))))
        {
            method.Invoke(subject, null);
        }
    }
}
