using System.Text;

namespace AtomicWrites.Generated;

/// <summary>
/// As CsvHelper's: a record is kept until the next, and the text writer is closed unless it is told not to.
/// </summary>
public sealed class CsvWriter(TextWriter writer, bool leaveOpen = false) : IDisposable
{
    readonly List<string> _record = [];

    public void WriteField(string field) => _record.Add(field);

    public void NextRecord()
    {
        Flush();
        writer.WriteLine();
    }

    public void Flush()
    {
        writer.Write(string.Join(',', _record));
        _record.Clear();
    }

    public void Dispose()
    {
        Flush();
        if (!leaveOpen)
            writer.Dispose();
    }
}

/// <summary>
/// As Newtonsoft's: what is open is ended when it is closed, and a property says whether the text writer is closed,
/// too.
/// </summary>
public sealed class JsonTextWriter(TextWriter writer) : IDisposable
{
    int _open;

    public bool CloseOutput { get; set; } = true;

    public void WriteStartArray()
    {
        writer.Write('[');
        _open++;
    }

    public void WriteValue(string value) => writer.Write($"\"{value}\"");

    public void Flush() => writer.Flush();

    public void Close()
    {
        for (; _open > 0; _open--)
            writer.Write(']');
        if (CloseOutput)
            writer.Close();
    }

    void IDisposable.Dispose() => Close();
}

/// <summary>As YamlDotNet's: it needs the next event to write one, and nothing closes it.</summary>
public sealed class Emitter(TextWriter writer)
{
    string _last = "";

    public void Emit(string parsed)
    {
        writer.Write(_last);
        _last = parsed;
        if (parsed.Length == 0)
            writer.Write("...");
    }
}

/// <summary>
/// As SharpZipLib's: the directory comes at the end, and a property says whether the stream is closed, too.
/// </summary>
public sealed class ZipOutputStream(Stream stream) : MemoryStream
{
    bool _isFinished;

    public bool IsStreamOwner { get; set; } = true;

    public void PutNextEntry(string name) => Write(Encoding.UTF8.GetBytes(name));

    public void Finish()
    {
        if (_isFinished)
            return;
        _isFinished = true;
        stream.Write(ToArray());
        stream.Write("directory"u8);
    }

    protected override void Dispose(bool disposing)
    {
        Finish();
        if (IsStreamOwner)
            stream.Dispose();
        base.Dispose(disposing);
    }
}
