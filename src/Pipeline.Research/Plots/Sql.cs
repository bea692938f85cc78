using System.Globalization;

namespace Pipeline.Research.Plots;

/// <summary>Numbers as SQL takes them, whatever the machine's culture.</summary>
internal static class Sql
{
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture) + (value.ToString("R", CultureInfo.InvariantCulture).Contains('E') ? "" : "e0");
}
