using Microsoft.CodeAnalysis.Operations;

namespace AtomicWrites.Analyzers.Writers;

/// <summary>One API that writes to a path: a row of <see cref="WriterTable"/>.</summary>
/// <param name="Type">Metadata name of the declaring type.</param>
/// <param name="Member">Method name, or <c>.ctor</c>.</param>
/// <param name="PathParameter">Name of the parameter that holds the path written to.</param>
/// <param name="Twin">Member of <c>AtomicFile</c> that replaces it.</param>
/// <param name="IsDropIn">Whether the twin takes the same arguments, so that only the type's name changes.</param>
sealed record Writer(string Type, string Member, string PathParameter, string Twin, bool IsDropIn = false)
{
    const int FileModeOpen = 3;
    const int FileAccessRead = 1;

    public string DisplayName
    {
        get
        {
            var type = Type.Substring(Type.LastIndexOf('.') + 1);
            return Member == ".ctor" ? "new " + type : type + "." + Member;
        }
    }

    /// <summary>Whether a call with these arguments writes: one that opens an existing file, or opens for reading, does not.</summary>
    public static bool Writes(IEnumerable<IArgumentOperation> arguments)
    {
        foreach (var argument in arguments)
        {
            switch (argument.Parameter?.Type.Name, argument.Value.ConstantValue.Value)
            {
                case ("FileMode", FileModeOpen):
                case ("FileAccess", FileAccessRead):
                    return false;
            }
        }

        return true;
    }
}
