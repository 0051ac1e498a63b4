using AtomicWrites;

namespace Books;

// Shelf.before is how the load and the save were written; "Keep the state of 'Shelf' in a StateFile<T>" made Shelf.cs of it.
static class Program
{
    const string Usage = """
        books               shows what is to be read
        books add TITLE     adds a book, also if another of these programs adds one at the same moment
        books clear         starts anew
        books --help        this text

        They are kept in the folder that the variable BOOKS_HOME names, else in the application data of the user.
        """;

    public static string Folder =>
        Environment.GetEnvironmentVariable("BOOKS_HOME")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "books-sample");

    static int Main(string[] arguments)
    {
        try
        {
            switch (arguments)
            {
                case []:
                    Shelf.Load().Titles.ForEach(Console.WriteLine);
                    return 0;
                case ["add", var title]:
                    Shelf.Add(title);
                    return 0;
                case ["clear"]:
                    Shelf.Save(new Reading());
                    return 0;
                default:
                    Console.WriteLine(Usage);
                    return arguments is ["--help" or "-h"] ? 0 : 2;
            }
        }
        catch (StateFileException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }
}
