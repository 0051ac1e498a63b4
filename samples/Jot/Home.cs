namespace Jot;

/// <summary>The folder of the program's files.</summary>
static class Home
{
    public static string Folder =>
        Directory
            .CreateDirectory(
                Environment.GetEnvironmentVariable("JOT_HOME")
                    ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "jot")
            )
            .FullName;
}

/// <summary>An error that the user can do something about.</summary>
sealed class JotException(string message) : Exception(message);
