using System.Numerics;
using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests.Model;

/// <summary>In what order a file system may make changes durable that no sync asked for.</summary>
enum Ordering
{
    /// <summary>
    /// As little as POSIX promises: any subset of the changes. A sync of a file holds for that file, a sync of a
    /// directory for its names.
    /// </summary>
    Unordered,

    /// <summary>
    /// As file systems with a journal do it: names, lengths and modes in the order in which they changed, data in any;
    /// every sync commits the journal.
    /// </summary>
    Journaled,
}

/// <summary>
/// A disk with what it holds for certain, and the changes that it may hold. All that is read of it takes a subset of
/// these, as bits.
/// </summary>
sealed class Volume(Ordering ordering)
{
    const int MostPending = 26;
    const int Block = 4096;

    readonly Dictionary<string, int> _names = [];
    readonly List<Content> _files = [];
    readonly List<Change> _pending = [];
    readonly HashSet<string> _made = []; // directories that were not there at first: names like others

    public IReadOnlyList<Change> Pending => _pending;

    /// <summary>A file that is there for certain.</summary>
    public void Add(string path, byte[] content, UnixFileMode mode)
    {
        _names[path] = _files.Count;
        _files.Add(new(content, mode));
    }

    /// <summary>The file at a path as programs see it, where all changes count; -1 for none.</summary>
    public int FileAt(string path) => FileAt(path, ~0u);

    public int Create(string path, UnixFileMode mode)
    {
        _files.Add(new([], mode));
        Name(Path.GetDirectoryName(path)!, (Path.GetFileName(path), _files.Count - 1));
        return _files.Count - 1;
    }

    public void MakeDirectory(string path, UnixFileMode mode)
    {
        _made.Add(path);
        Create(path, mode);
    }

    public void Name(string directory, params (string Name, int? File)[] names) =>
        Change(new NamesChanged(directory, names));

    public void Write(int file, long offset, byte[] content)
    {
        for (int start = 0, count; start < content.Length; start += count)
        {
            count = (int)Math.Min(content.Length - start, Block - ((offset + start) % Block));
            Change(new BytesChanged(file, offset + start, content[start..(start + count)]));
        }

        if (offset + content.Length > Read(file, ~0u).Bytes.Length)
            Change(new LengthChanged(file, offset + content.Length));
    }

    public void SetLength(int file, long length) => Change(new LengthChanged(file, length));

    public void SetMode(int file, UnixFileMode mode) => Change(new ModeChanged(file, mode));

    public void SyncFile(int file) => Settle(change => change is FileChanged changed && changed.File == file);

    public void SyncDirectory(string directory) =>
        Settle(change => change is NamesChanged names && names.Directory == directory);

    /// <summary>The subsets of the pending changes that a crash now may leave behind.</summary>
    /// <param name="known">Leaves out the subsets of this many first changes.</param>
    public IEnumerable<uint> Survivors(int? known)
    {
        if (_pending.Count > MostPending)
            throw new NotSupportedException($"{_pending.Count} pending changes have too many subsets.");
        var metadata = Bits(change => change.IsMetadata);
        for (var subset = known is { } count ? 1u << count : 0; subset < 1u << _pending.Count; subset++)
            if (ordering == Ordering.Unordered || IsPrefix(subset & metadata, metadata))
                yield return subset;
    }

    /// <summary>
    /// Those of the pending changes that make a difference to what is read at <paramref name="paths"/>.
    /// </summary>
    public uint Visible(IReadOnlyCollection<string> paths) => Bits(change => IsVisible(change, paths));

    // Whether it changes a name among the paths, or a file that a crash can leave there.
    bool IsVisible(Change change, IReadOnlyCollection<string> paths) =>
        change switch
        {
            NamesChanged names => names.Names.Any(name =>
                Path.Combine(names.Directory, name.Name) is var changed
                && paths.Any(path => path == changed || path.StartsWith(changed + "/", StringComparison.Ordinal))
            ),
            FileChanged changed => paths.Any(path => _names.GetValueOrDefault(path, -1) == changed.File)
                || _pending
                    .OfType<NamesChanged>()
                    .Any(names =>
                        names.Names.Any(name =>
                            name.File == changed.File && paths.Contains(Path.Combine(names.Directory, name.Name))
                        )
                    ),
            _ => throw new NotSupportedException(),
        };

    /// <summary>What is found at a path after a crash that only <paramref name="survivors"/> survived.</summary>
    public Found? Read(string path, uint survivors)
    {
        var file = FileAt(path, survivors);
        if (file < 0)
            return null;
        var content = Read(file, survivors);
        return new(content.Bytes, content.Mode);
    }

    void Change(Change change) => _pending.Add(change);

    void Settle(Func<Change, bool> isSynced)
    {
        var settled = _pending.FindAll(change =>
            isSynced(change) || (ordering == Ordering.Journaled && change.IsMetadata)
        );
        foreach (var change in settled)
        {
            if (change is NamesChanged names)
                foreach (var (name, file) in names.Names)
                    _names[Path.Combine(names.Directory, name)] = file ?? -1;
            else if (change is FileChanged changed)
                _files[changed.File].Apply(changed);
        }

        _pending.RemoveAll(settled.Contains);
    }

    int FileAt(string path, uint survivors)
    {
        if (
            Path.GetDirectoryName(path) is { } directory
            && _made.Contains(directory)
            && FileAt(directory, survivors) < 0
        )
            return -1;
        var at = _names.GetValueOrDefault(path, -1);
        for (var i = 0; i < _pending.Count; i++)
            if ((survivors >> i & 1) != 0 && _pending[i] is NamesChanged names)
                foreach (var (name, file) in names.Names)
                    if (Path.Combine(names.Directory, name) == path)
                        at = file ?? -1;
        return at;
    }

    Content Read(int file, uint survivors)
    {
        var content = _files[file].Clone();
        for (var i = 0; i < _pending.Count; i++)
            if ((survivors >> i & 1) != 0 && _pending[i] is FileChanged changed && changed.File == file)
                content.Apply(changed);
        return content;
    }

    uint Bits(Func<Change, bool> isSet)
    {
        var bits = 0u;
        for (var i = 0; i < _pending.Count; i++)
            bits |= isSet(_pending[i]) ? 1u << i : 0;
        return bits;
    }

    // Whether a subset has the lowest bits of all, without a gap.
    static bool IsPrefix(uint subset, uint all) =>
        (all & ((1u << (32 - BitOperations.LeadingZeroCount(subset))) - 1)) == subset;
}
