using System.Collections.Immutable;

namespace AtomicWrites.CodeFixes.States;

/// <summary>The refusals in words. docs/keep-in-state-file.md prints the same.</summary>
static class StateRefusals
{
    public static readonly ImmutableSortedDictionary<StateRefusal, string> Words = new Dictionary<StateRefusal, string>
    {
        [StateRefusal.Runtime] = "the project does not reference the library, or has a language older than C# 9",
        [StateRefusal.NotInMethod] =
            "the JSON does not come from a file, or does not go to one, in this type and the methods that it calls",
        [StateRefusal.OtherObject] =
            "a method that loads or saves cannot be written out here: it is another object's, virtual, or uses what is private there",
        [StateRefusal.OtherPart] = "the load is in one part of a partial type, and the save in another",
        [StateRefusal.PathPassed] =
            "the path is passed to the method that loads or saves, and not the same by all callers",
        [StateRefusal.OtherPath] = "it is not sure that the load and the save mean one file",
        [StateRefusal.OtherType] = "what is loaded is not of the type that is saved",
        [StateRefusal.UnknownType] =
            "the state has a type of which it is not known what the serializer makes of it: "
            + "a type parameter, an interface, a type of a package",
        [StateRefusal.NotReadBack] =
            "a member is written and not read back: it has no setter that the serializer calls, or is a public field",
        [StateRefusal.Converter] = "a converter of the program decides what comes back",
        [StateRefusal.Derived] = "the state may be of a derived type, whose own members are not written",
        [StateRefusal.Effects] =
            "a setter, a getter, a constructor or an initializer of the state does more than to set or return a value",
        [StateRefusal.LeftOut] = "a value that the options leave out of the JSON would come back as another default",
        [StateRefusal.Newtonsoft] =
            "Newtonsoft.Json would read or write the state in another way than System.Text.Json",
        [StateRefusal.UnknownOptions] = "the options of the serializer are made or changed where it is not seen",
        [StateRefusal.OtherOptions] =
            "the load and the save have options of the serializer that do not fit together, or another serializer",
        [StateRefusal.Encoding] = "the file is not read or written as UTF-8",
        [StateRefusal.TextUsed] = "the text of the file is used for something else, too",
        [StateRefusal.LateWrite] = "the state may change after it was serialized and before it is written",
        [StateRefusal.Null] =
            "null is saved somewhere, which a StateFile refuses, or a member that nothing may have set by then",
        [StateRefusal.FileUsed] =
            "something else writes, copies, moves or deletes the file or its backup, reads it by the same member, "
            + "or its path gets where it is not followed",
        [StateRefusal.Watched] = "a FileSystemWatcher in the type listens to Changed, and not to Renamed",
        [StateRefusal.Listed] =
            "the folder of the file is listed, or deleted when it is empty: lock and backup would be found",
        [StateRefusal.Order] =
            "a static field loads the state before the path or the options of the serializer are set",
        [StateRefusal.Missing] = "one load starts anew where there is no file, and another does not ask for it",
        [StateRefusal.Handler] =
            "what the program does about a file that cannot be read is more than to start anew, or tells others the exception",
        [StateRefusal.Caller] =
            "a handler is for an exception that a StateFile does not throw, such as JsonException, "
            + "or seldom, such as UnauthorizedAccessException",
        [StateRefusal.Directives] = "an #if stands within what would be rewritten",
        [StateRefusal.Compiles] = "the new code would not compile, or with a new warning",
    }.ToImmutableSortedDictionary();
}
