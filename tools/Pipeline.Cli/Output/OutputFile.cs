using Pipeline.Primitives;

namespace Pipeline.Cli.Output;

/// <summary>Where a verb may write: on none of its inputs, and over nothing that somebody may want to keep.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a file that is there already: what was made at some cost is not written over.</summary>
    public static void RequireNew(string path, IEnumerable<string> inputs)
    {
        RequireNoInput(path, inputs);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new UsageException($"{path}: is a folder; name a file in it");
        }

        if (Path.Exists(path))
        {
            throw new UsageException($"{path}: is there already; name another file or remove it first");
        }
    }

    /// <summary>Refuses an input. What a verb draws or reports anew may be written over.</summary>
    public static void RequireNoInput(string path, IEnumerable<string> inputs)
    {
        if (inputs.Any(input => FileIdentity.AreSame(input, path)))
        {
            throw new UsageException($"{path}: is an input; name another file to write to");
        }
    }
}
