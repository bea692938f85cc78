using System.Reflection;
using System.Reflection.Emit;

namespace Pipeline.Tests.Ring;

/// <summary>Where the instance fields of a class lie, non-public ones and those of nested structs included.</summary>
internal static class FieldOffsets
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private delegate nint FieldAddress(object owner);

    /// <summary>Path, type and offset from the start of the object, of every field that holds no further fields.</summary>
    public static IEnumerable<(string Path, Type Type, long Offset)> Of(object owner) =>
        AllFields(owner.GetType()).SelectMany(field => Leaves(owner, owner.GetType(), [field], field.Name));

    private static IEnumerable<(string Path, Type Type, long Offset)> Leaves(object owner, Type type, FieldInfo[] path, string name)
    {
        var fieldType = path[^1].FieldType;
        return fieldType is { IsValueType: true, IsPrimitive: false, IsEnum: false }
            ? fieldType.GetFields(Declared).SelectMany(field => Leaves(owner, type, [.. path, field], $"{name}.{field.Name}"))
            : [(name, fieldType, Offset(owner, type, path))];
    }

    private static IEnumerable<FieldInfo> AllFields(Type type) =>
        type.BaseType is null ? [] : AllFields(type.BaseType).Concat(type.GetFields(Declared));

    /// <summary>Address of the field minus address of the object, both taken in two adjacent instructions.</summary>
    private static long Offset(object owner, Type type, FieldInfo[] path)
    {
        var method = new DynamicMethod("Offset", typeof(nint), [typeof(object)], type.Module, skipVisibility: true);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        foreach (var field in path)
        {
            il.Emit(OpCodes.Ldflda, field);
        }

        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<FieldAddress>()(owner);
    }
}
