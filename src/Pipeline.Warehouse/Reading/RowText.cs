namespace Pipeline.Warehouse.Reading;

/// <summary>The words that tables use for what records say in numbers; each is made once.</summary>
internal static class RowText
{
    public static string Of<T>(T value)
        where T : struct, Enum => Words<T>.Of(value);

    private static class Words<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> All = Enum.GetValues<T>().ToDictionary(value => value, value => Snake(value.ToString()));

        public static string Of(T value) => All.TryGetValue(value, out var word) ? word : value.ToString();
    }

    // PostOnly is post_only.
    private static string Snake(string name) =>
        string.Concat(name.Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));
}
