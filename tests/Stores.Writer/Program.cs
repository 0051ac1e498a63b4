// A program to kill, and one of many: STORE CONNECTION KEY NAME [COUNT] adds 1 to the member NAME of the state again
// and again, and prints each number that was saved. What fails is printed as well, and tried again: the number says
// whether it was saved all the same.
using AtomicWrites;
using AtomicWrites.Stores;

var (key, name) = (args[2], args[3]);
var count = args.Length > 4 ? int.Parse(args[4], null) : int.MaxValue;
var state = new State<Dictionary<string, int>>(
    StoreKinds.Open(args[0], args[1], key),
    new StateOptions<Dictionary<string, int>> { Initial = () => [] }
);
for (var saved = 0; saved < count; )
{
    try
    {
        saved = state.Edit(numbers => numbers[name] = numbers.GetValueOrDefault(name) + 1)[name];
        Console.WriteLine(saved);
    }
    catch (StateFileException failure) when (failure.Failure == StateFileFailure.Unavailable)
    {
        Console.WriteLine($"{(failure.IsOutcomeUnknown ? "unknown" : "unavailable")}: {failure.Message}");
        Thread.Sleep(50);
    }
}
