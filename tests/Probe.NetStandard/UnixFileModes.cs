// The netstandard2.0 asset brings System.IO.UnixFileMode along for platforms without it; where the probe runs there are
// two.
extern alias Library;
extern alias Platform;
global using OptionMode = Library::System.IO.UnixFileMode;
global using UnixFileMode = Platform::System.IO.UnixFileMode;
