using System.Globalization;
using System.Text;

namespace Pipeline.Inference;

/// <summary>Lines of a model's text, and numbers of a line, each fault with its line number.</summary>
internal sealed class TextLines
{
    private readonly ModelSource _source;
    private readonly string[] _lines;

    private TextLines(ModelSource source, string[] lines)
    {
        _source = source;
        _lines = lines;
    }

    public int Count => _lines.Length;

    public string this[int index] => _lines[index];

    public static TextLines Split(ModelSource source) => new(source, Encoding.UTF8.GetString(source.Bytes).ReplaceLineEndings("\n").Split('\n'));

    public ModelException Fault(int index, string what) =>
        Fault(index, what, "the text was cut or changed after LightGBM wrote it: copy the saved file again, whole");

    /// <summary>A fault whose cause is known, with what helps.</summary>
    public ModelException Fault(int index, string what, string remedy) => _source.Fault(index + 1, what, remedy);

    /// <summary>Number of `Tree=` lines cannot pass this; nor can anything else that is counted in a file.</summary>
    public int Integer(int index, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw Fault(index, $"'{Shorten(text)}' is no integer from {least} to {most}");

    public double Number(int index, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw Fault(index, $"'{Shorten(text)}' is no finite number");

    /// <summary>A number, or one of the infinities that split the missing from the present.</summary>
    public double Threshold(int index, string text) => text switch
    {
        "inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        _ => Number(index, text),
    };

    public uint Word(int index, string text) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fault(index, $"'{Shorten(text)}' is no 32-bit word");

    public static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
