using System.Reflection;
using Pipeline.Strategies;

namespace Pipeline.Engine.Configuration;

/// <summary>Loads a user's own strategy from an assembly: `PATH#Namespace.Type`, with a constructor without parameters.</summary>
internal static class StrategyLibrary
{
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
