namespace AtomicWrites.Conformance;

public abstract partial class StateStoreConformance
{
    [Fact]
    public async Task Reads_and_updates_by_many_have_one_order_that_agrees_with_time()
    {
        const int Callers = 6;
        var history = new History();
        await Task.WhenAll(
            Enumerable
                .Range(0, Callers)
                .Select(caller =>
                    OnThread(() =>
                    {
                        var list = Numbers(Open());
                        for (var n = 0; n < Updates; n++)
                        {
                            var number = n * Callers + caller;
                            history.ReadAsync(async () => Read(list)).GetAwaiter().GetResult();
                            history.AppendAsync(number, () => AppendAsync(list, number)).GetAwaiter().GetResult();
                            history.ReadAsync(async () => await list.ReadAsync()).GetAwaiter().GetResult();
                        }

                        return true;
                    })
                )
        );
        Assert.Equal(Callers * Updates, history.Acknowledged);
        Assert.Null(history.Fault(Read(Numbers(Open()))));

        static IReadOnlyList<int> Read(State<List<int>> list) => list.Read();

        static async Task<IReadOnlyList<int>> AppendAsync(State<List<int>> list, int number) =>
            number % 2 == 0
                ? list.Edit(numbers => numbers.Add(number))
                : await list.EditAsync(numbers => numbers.Add(number));
    }

    static State<List<int>> Numbers(StateStore store) => new(store, new StateOptions<List<int>> { Initial = () => [] });
}
