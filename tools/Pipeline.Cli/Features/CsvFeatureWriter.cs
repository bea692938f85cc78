using System.Globalization;
using System.Text;
using Pipeline.Features.Table;

namespace Pipeline.Cli.Features;

/// <summary>Comma-separated rows; an invalid value is an empty field, a double reads back to the same bits.</summary>
internal sealed class CsvFeatureWriter : IFeatureWriter
{
    private readonly StreamWriter _writer;
    private readonly StringBuilder _line = new();

    public CsvFeatureWriter(string path)
    {
        _writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        _writer.WriteLine(string.Join(',', FeatureColumns.All.Select(column => column.Name)));
    }

    public void Write(FeatureTableRow row)
    {
        _line.Clear();
        foreach (var column in FeatureColumns.All)
        {
            Append(column, in row);
            _line.Append(',');
        }

        _line.Length--;
        _writer.WriteLine(_line);
    }

    public void Finish() => _writer.Flush();

    public void Dispose() => _writer.Dispose();

    private void Append(FeatureColumn column, in FeatureTableRow row)
    {
        if (column.Kind == ColumnKind.Int64 && column.Int64!(in row, out var integer))
        {
            _line.Append(CultureInfo.InvariantCulture, $"{integer}");
        }
        else if (column.Kind == ColumnKind.Double && column.Double!(in row, out var number))
        {
            _line.Append(number.ToString("R", CultureInfo.InvariantCulture));
        }
        else if (column.Kind == ColumnKind.Text && column.Text!(in row, out var text))
        {
            _line.Append(text);
        }
    }
}
