using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Pipeline.Events;
using Pipeline.Tests.Repository.Support;

namespace Pipeline.Tests.Repository;

/// <summary>Where each field of each record lies. The bytes are hashed, written to tape and shared between threads.</summary>
/// <remarks>
/// Offsets are seen, not asked for: a field is filled with ones and the bytes that change are its own. So fields that are
/// not public count too, and so do the ones that the marshaller would place elsewhere.
/// </remarks>
public class StructLayoutTests
{
    private static readonly MethodInfo LayoutOf = Generic(nameof(ReadLayout));

    private static readonly MethodInfo OnesOf = Generic(nameof(Ones));

    private static IEnumerable<Type> Structs =>
        typeof(InputRecord).Assembly.GetTypes()
            .Where(type => type is { IsValueType: true, IsEnum: false, IsGenericTypeDefinition: false } && !IsMadeByCompiler(type))
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    [Test]
    public void Should_keep_the_bytes_of_every_record()
    {
        var lines = Structs.Select(Layout).SelectMany(layout => layout.Fields
            .Select(field => $"{layout.Name}.{field.Name} {field.First}..{field.Last}").Prepend($"{layout.Name} {layout.Bytes} bytes"));

        Snapshot.Matches("struct-layouts.txt", lines, "A record's layout is on tape: change EventSchema.Version with it.");
    }

    [TestCase(typeof(InputRecord), 128)]
    [TestCase(typeof(LevelUpdate), 16)]
    [TestCase(typeof(BookResult), 64)]
    [TestCase(typeof(FeatureRow), 1024)]
    [TestCase(typeof(RowBook), 384)]
    [TestCase(typeof(RowFeatures), 512)]
    [TestCase(typeof(RowInference), 128)]
    [TestCase(typeof(Decision), 64)]
    [TestCase(typeof(Verdict), 64)]
    [TestCase(typeof(OrderIntent), 64)]
    [TestCase(typeof(OrderVerdict), 64)]
    public void Should_have_the_size_that_its_section_was_laid_out_for(Type type, int bytes) =>
        Assert.That(Layout(type).Bytes, Is.EqualTo(bytes));

    [Test]
    public void Should_give_every_body_the_room_behind_the_header()
    {
        var bodies = Layout(typeof(InputRecord)).Fields.Where(field => field.First >= InputRecord.BodyOffset).ToArray();

        Assert.That(bodies, Is.Not.Empty);
        Assert.That(bodies.Select(body => (body.First, body.Last)), Is.All.EqualTo((InputRecord.BodyOffset, InputRecord.Bytes - 1)));
        Assert.That(Structs.Where(type => type.Name.EndsWith("Body")).Select(type => Layout(type).Bytes), Is.All.EqualTo(88));
    }

    [TestCaseSource(nameof(Structs))]
    public void Should_overlay_no_fields_but_the_bodies_of_a_record(Type type)
    {
        var fields = Layout(type).Fields.Where(field => type != typeof(InputRecord) || field.First < InputRecord.BodyOffset)
            .OrderBy(field => field.First).ToArray();

        Assert.That(fields.Zip(fields.Skip(1)).Where(pair => pair.First.Last >= pair.Second.First), Is.Empty);
    }

    private static bool IsMadeByCompiler(Type type) =>
        type.IsDefined(typeof(CompilerGeneratedAttribute)) || (type.DeclaringType is { } outer && IsMadeByCompiler(outer));

    private static MethodInfo Generic(string name) =>
        typeof(StructLayoutTests).GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!;

    private static RecordLayout Layout(Type type) => (RecordLayout)LayoutOf.MakeGenericMethod(type).Invoke(null, null)!;

    private static RecordLayout ReadLayout<T>()
        where T : unmanaged
    {
        var fields = typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return new RecordLayout(typeof(T).Name, Unsafe.SizeOf<T>(), fields.Select(Find<T>).ToArray());
    }

    private static FieldBytes Find<T>(FieldInfo field)
        where T : unmanaged
    {
        object boxed = default(T);
        field.SetValue(boxed, OnesOf.MakeGenericMethod(field.FieldType).Invoke(null, null));
        var value = (T)boxed;
        var bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value));
        return new FieldBytes(field.Name, bytes.IndexOfAnyExcept((byte)0), bytes.LastIndexOfAnyExcept((byte)0));
    }

    private static object Ones<T>()
        where T : unmanaged
    {
        var value = default(T);
        MemoryMarshal.AsBytes(new Span<T>(ref value)).Fill(0xFF);
        return value;
    }

    private sealed record RecordLayout(string Name, int Bytes, FieldBytes[] Fields);

    private sealed record FieldBytes(string Name, int First, int Last);
}
