namespace AtomicWrites.CodeFixes.States;

/// <summary>
/// Why a load and a save are not kept in a <c>StateFile</c>; where several speak against it, the first of these.
/// <see cref="StateRefusals"/> says it in words.
/// </summary>
enum StateRefusal
{
    /// <summary>The library or the language is too old or missing.</summary>
    Runtime,

    /// <summary>The text comes from elsewhere, or goes elsewhere, than a file that the same method names.</summary>
    NotInMethod,

    /// <summary>A method that loads or saves is not this type's, and cannot be written out here.</summary>
    OtherObject,

    /// <summary>The load is in one part of a type, and the save in another.</summary>
    OtherPart,

    /// <summary>The path is an argument of the method.</summary>
    PathPassed,

    /// <summary>It is not sure that both mean one file.</summary>
    OtherPath,

    /// <summary>What is read is not what is written.</summary>
    OtherType,

    /// <summary>A type that nothing is known of.</summary>
    UnknownType,

    /// <summary>A member that the serializer writes and does not read.</summary>
    NotReadBack,

    /// <summary>A converter of the program.</summary>
    Converter,

    /// <summary>A type with derived ones.</summary>
    Derived,

    /// <summary>A setter, a constructor or an initializer that does more than to set.</summary>
    Effects,

    /// <summary>A value that is left out, and would come back as another default.</summary>
    LeftOut,

    /// <summary>A type of which Newtonsoft.Json makes something else.</summary>
    Newtonsoft,

    /// <summary>Options of the serializer that are made or changed elsewhere.</summary>
    UnknownOptions,

    /// <summary>Options of the load and of the save that do not fit together.</summary>
    OtherOptions,

    /// <summary>Another encoding than UTF-8.</summary>
    Encoding,

    /// <summary>The text is used for something else, too.</summary>
    TextUsed,

    /// <summary>The state may have changed between its serialization and the write.</summary>
    LateWrite,

    /// <summary>Null is saved somewhere, or may be.</summary>
    Null,

    /// <summary>Something else uses the file.</summary>
    FileUsed,

    /// <summary>A watcher that would not hear of a save.</summary>
    Watched,

    /// <summary>The folder of the file is listed.</summary>
    Listed,

    /// <summary>A static field loads before the path or the options are set.</summary>
    Order,

    /// <summary>A load starts anew without a file, and another does not.</summary>
    Missing,

    /// <summary>What happens to a file that cannot be read is not understood.</summary>
    Handler,

    /// <summary>A handler would not see what the load or the save throws now.</summary>
    Caller,

    /// <summary>An <c>#if</c>.</summary>
    Directives,

    /// <summary>The compiler.</summary>
    Compiles,
}
