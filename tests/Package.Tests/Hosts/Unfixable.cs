namespace AtomicWrites.Package.Tests.Hosts;

/// <summary>
/// Warnings whose only fixes are a matter of opinion: no tool may apply one, or the warning would be gone and the
/// danger not.
/// </summary>
static class Unfixable
{
    public const string File = "Unfixable.cs";

    // Each rule once in a project: what is alone, roslynator fixes even where there is no Fix All.
    public const string Source = """
        namespace App;

        static class Session
        {
            static readonly string sessionFile = "session.bin";

            public static void Save(byte[] data)
            {
                // The rest of a longer old file may be wanted.
                using FileStream stream = File.OpenWrite(sessionFile);
                stream.Write(data, 0, data.Length);
            }
        }

        static class Profile
        {
            static readonly string profileFile = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData),
                "demo",
                "settings.json"
            );

            public static void Save(string text)
            {
                var aside = profileFile + ".new";
                File.WriteAllText(aside, text);
                Clear(profileFile);
                File.Move(aside, profileFile);
            }

            static void Clear(string file)
            {
                if (File.Exists(file))
                {
                    File.Delete(file);
                }
            }
        }

        """;

    public static readonly string[] Ids = ["ATW0001", "ATW0003"];
}
