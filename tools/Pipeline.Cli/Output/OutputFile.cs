using Pipeline.Journal;
using Pipeline.Primitives;

namespace Pipeline.Cli.Output;

/// <summary>Where a verb may write: on none of its inputs, and over nothing that somebody may want to keep.</summary>
internal static class OutputFile
{
    /// <summary>Refuses a file that is there already: what was made at some cost is not written over.</summary>
    public static void RequireNew(string path, IEnumerable<string> inputs)
    {
        RequireFile(path, inputs);
        if (Path.Exists(path))
        {
            throw new UsageException($"{path}: is there already; name another file or remove it first");
        }
    }

    /// <summary>Refuses an input and a folder. What a verb reports anew may be written over.</summary>
    public static void RequireFile(string path, IEnumerable<string> inputs)
    {
        RequireNoInput(path, inputs);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
        {
            throw new UsageException($"{path}: is a folder; name a file in it");
        }
    }

    /// <summary>Makes a folder to write to where it is missing, and answers its whole name.</summary>
    /// <exception cref="UsageException">A file stands there or on the way.</exception>
    /// <exception cref="OutputFailedException">The disk refuses it.</exception>
    public static string Folder(string path)
    {
        for (var each = Path.GetFullPath(path); each is not null; each = Path.GetDirectoryName(each))
        {
            if (File.Exists(each))
            {
                throw new UsageException($"{each}: is a file and no folder; name another folder to write to");
            }
        }

        return OutputFailedException.Guard(path, () => PhysicalDisk.CreateFolder(path));
    }

    /// <summary>The same path, the folder that it lies in made where it is missing.</summary>
    public static string WithFolder(string path)
    {
        Folder(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
        return path;
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
