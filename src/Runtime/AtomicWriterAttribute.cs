namespace AtomicWrites;

/// <summary>
/// Says that a method writes the file that it names by its first parameter atomically, so that the analyzer reports no
/// call of it in other projects. On a type it goes for each of its methods.
/// </summary>
/// <remarks>
/// For what a library, or a project of its own, offers in place of <see cref="System.IO.File"/>: the analyzer does not
/// see what stands in a method of another project. In the method's own project it looks into the method, whatever the
/// attribute says. Costs nothing at run time.
/// </remarks>
/// <example>
/// <code>
/// var disk = new Disk();
/// disk.WriteAllText("settings.json", "{}"); // in another project: reported without the attribute
///
/// public class Disk
/// {
///     [AtomicWriter]
///     public void WriteAllText(string path, string text) =&gt; AtomicFile.WriteAllText(path, text);
/// }
/// </code>
/// </example>
[AttributeUsage(
    AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct
)]
public sealed class AtomicWriterAttribute : Attribute;
