using System.IO.Hashing;
using System.Reflection;
using System.Text;
using Pipeline.Strategies;

namespace Pipeline.Engine.Configuration;

/// <summary>Loads a user's own strategy from an assembly: `PATH#Namespace.Type`, with a constructor without parameters.</summary>
internal static class StrategyLibrary
{
    // What a tape's header has room for; a longer type loses its first letters, not its last.
    private const int NameBytes = 120;

    /// <summary>The reference without the folder.</summary>
    public static string NameOf(string reference)
    {
        var name = Path.GetFileName(reference.Split('#')[0]) + reference[reference.IndexOf('#')..];
        while (Encoding.UTF8.GetByteCount(name) > NameBytes)
        {
            name = name[1..];
        }

        return name;
    }

    /// <summary>XXH3-64 of the assembly.</summary>
    public static ulong HashOf(string reference)
    {
        try
        {
            return XxHash3.HashToUInt64(File.ReadAllBytes(reference.Split('#')[0]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigException($"{reference}: the strategy cannot be read ({e.Message}); give PATH.dll#Namespace.Type", e);
        }
    }

    public static IStrategy Create(string reference)
    {
        var parts = reference.Split('#');
        if (parts.Length != 2 || parts[0].Length == 0 || parts[1].Length == 0)
        {
            throw new ConfigException($"strategy '{reference}': give PATH.dll#Namespace.Type");
        }

        try
        {
            var type = Assembly.LoadFrom(Path.GetFullPath(parts[0])).GetType(parts[1], throwOnError: true)!;
            return Activator.CreateInstance(type) as IStrategy
                ?? throw new ConfigException($"{reference}: {parts[1]} does not implement {nameof(IStrategy)}");
        }
        catch (TargetInvocationException e)
        {
            throw new ConfigException($"{reference}: its constructor failed ({e.InnerException?.Message})", e);
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or ReflectionTypeLoadException)
        {
            throw new ConfigException($"{reference}: the strategy cannot be loaded ({e.Message}); give PATH.dll#Namespace.Type with a public constructor", e);
        }
    }
}
