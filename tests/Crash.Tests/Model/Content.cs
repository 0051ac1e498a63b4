namespace AtomicWrites.Crash.Tests.Model;

/// <summary>
/// A file of the model. Bytes may be there beyond the length, and the length may go beyond the bytes, which then are
/// zeros.
/// </summary>
sealed class Content(byte[] bytes, UnixFileMode mode)
{
    byte[] _bytes = bytes;
    long _length = bytes.Length;

    public byte[] Bytes
    {
        get
        {
            var seen = new byte[_length];
            _bytes.AsSpan(0, (int)Math.Min(_length, _bytes.Length)).CopyTo(seen);
            return seen;
        }
    }

    public UnixFileMode Mode { get; private set; } = mode;

    public Content Clone() => new(_bytes, Mode) { _length = _length };

    public void Apply(FileChanged change)
    {
        switch (change)
        {
            case BytesChanged written: // copied, because clones share the bytes
                var changed = new byte[Math.Max(_bytes.Length, written.Offset + written.Content.Length)];
                _bytes.CopyTo(changed, 0);
                written.Content.CopyTo(changed, written.Offset);
                _bytes = changed;
                break;
            case LengthChanged resized:
                if (resized.Length < _length)
                    _bytes = _bytes[..(int)Math.Min(resized.Length, _bytes.Length)];
                _length = resized.Length;
                break;
            case ModeChanged given:
                Mode = given.Mode;
                break;
            default:
                throw new NotSupportedException();
        }
    }
}
