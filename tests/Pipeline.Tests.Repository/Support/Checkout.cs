namespace Pipeline.Tests.Repository.Support;

/// <summary>The checkout that this test was built from, as files.</summary>
internal static class Checkout
{
    private static readonly string[] Made =
        [".git", ".vs", ".idea", "bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules"];

    /// <summary>Endings of files that hold no text.</summary>
    private static readonly string[] BinaryEndings = [".gz", ".zst", ".tape", ".png"];

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths of all files that a build or a run does not make, relative to <see cref="Root"/>, with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } = Walk(Root).Select(Relative).Order(StringComparer.Ordinal).ToArray();

    /// <summary>The C# files under one of the top folders <paramref name="tops"/>; of all where none is named.</summary>
    public static IEnumerable<string> CSharp(params string[] tops) =>
        Files.Where(file => file.EndsWith(".cs") && (tops.Length == 0 || tops.Any(top => file.StartsWith(top + "/"))));

    /// <summary>All project files.</summary>
    public static IEnumerable<string> Projects => Files.Where(file => file.EndsWith(".csproj"));

    /// <summary>All files that hold text.</summary>
    public static IEnumerable<string> TextFiles => Files.Where(file => !BinaryEndings.Any(file.EndsWith));

    /// <summary>The text of a file.</summary>
    public static string Read(string relative) => File.ReadAllText(Absolute(relative));

    /// <summary>Whether a file or folder is there.</summary>
    public static bool Exists(string relative) => Path.Exists(Absolute(relative));

    /// <summary>The full path of a file.</summary>
    public static string Absolute(string relative) => Path.Combine(Root, relative);

    private static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Where(child => !Made.Contains(Path.GetFileName(child)))
            .SelectMany(child => Directory.Exists(child) ? Walk(child) : [child]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pipeline.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Pipeline.sln above {AppContext.BaseDirectory}");
    }
}
