namespace AtomicWrites.Analyzers.Benchmarks;

/// <summary>
/// Code to analyze: ordinary code in any amount, and code that makes a careless analyzer quadratic or overflow its
/// stack.
/// </summary>
static class Sources
{
    const string Usings =
        "using System; using System.IO; using System.Linq; using System.Collections.Generic; using System.Text.Json;\n";

    /// <summary>By name, a source that grows with its size; the size given is the largest that is measured.</summary>
    public static readonly (string Name, int Size, Func<int, string> Make)[] Pathological =
    [
        ("a method of n statements that write", 5_000, n =>
            Class($"void M(string p) {{\n{Repeat(n, i => $"File.WriteAllText(p + {i}, \"\");\n")}}}")
        ),
        ("a method of n local paths", 5_000, n =>
            Class(
                $"void M(string p) {{\n{Repeat(n, i => $"var a{i} = Path.Combine(p, \"x{i}.json\"); File.WriteAllText(a{i}, File.ReadAllText(a{i}));\n")}}}"
            )
        ),
        ("a method that sets one local path n times", 5_000, n =>
            Class(
                $"void M(string p) {{\nvar a = p;\n{Repeat(n, i => $"a = Path.Combine(p, \"x{i}.json\"); File.WriteAllText(a, \"\");\n")}}}"
            )
        ),
        ("a method of n renames", 2_000, n =>
            Class(
                $"void M(string p) {{\n{Repeat(n, i => $"File.WriteAllText(p + \"{i}.tmp\", \"\"); File.Move(p + \"{i}.tmp\", p + \"{i}\", true);\n")}}}"
            )
        ),
        ("a concatenation n deep", 1_000, n =>
            Class(
                $"void M(string p) => File.WriteAllText(\"a\" + {string.Join(" + ", Enumerable.Repeat("p", n))}, \"\");"
            )
        ),
        ("a cycle of n fields", 2_000, n =>
            Class(
                Repeat(n, i =>
                    $"static string F{i} = F{(i + 1) % n} + \"x\"; void M{i}() => File.WriteAllText(F{i}, \"\");\n"
                )
            )
        ),
        ("n methods that call each other", 2_000, n =>
            Class(Repeat(n, i => $"void M{i}(string p) {{ M{(i + 1) % n}(p); File.WriteAllText(p, \"\"); }}\n"))
        ),
        ("n callers of one wrapper", 5_000, n =>
            Class(
                "static void Put(string path) => File.WriteAllText(path, \"\");\n"
                    + Repeat(n, i => $"void M{i}() => Put(\"x{i}.json\");\n")
            )
        ),
        ("n overloads of one name", 2_000, n =>
            Class(
                Repeat(n, i =>
                    $"void Save(string path, T{i} x) => File.WriteAllText(path, \"\"); class T{i}; void M{i}() => Save(\"x{i}.json\", new T{i}());\n"
                )
            )
        ),
        ("n types each with Save(path)", 3_000, n =>
            Usings
            + Repeat(n, i =>
                $"class S{i} {{ readonly string _x; public S{i}(string path) {{ _x = path; }} public void Save(string path) => File.WriteAllText(path, _x); public void Keep() => Save(\"x{i}.json\"); }}\n"
            )
        ),
        ("n methods", 20_000, n =>
            Class(Repeat(n, i => $"int M{i}(int x) => x > {i} ? M{(i + 1) % n}(x - 1) : x.ToString().Length;\n"))
        ),
        ("a file of n lines", 50_000, n => Ordinary(n)),
    ];

    /// <summary>Ordinary code: about one write in 500 lines.</summary>
    public static string Ordinary(int lines) =>
        Usings
        + Repeat(Math.Max(1, lines / 50), i =>
            $$"""
                class Service{{i}}
                {
                    readonly Dictionary<string, List<int>> _items = new();
                    readonly string _name;
                    public Service{{i}}(string name) { _name = name; }
                    public int Count => _items.Count;
                    public IEnumerable<int> Find(string key) => _items.TryGetValue(key, out var found) ? found.Where(x => x > Count).Select(x => x * 2).ToList() : new List<int>();
                    public void Add(string key, int value)
                    {
                        if (!_items.TryGetValue(key, out var list))
                        {
                            list = new List<int>();
                            _items.Add(key, list);
                        }

                        list.Add(Math.Max(value, list.Count > 0 ? list.Max() : 0));
                        Console.WriteLine(string.Join(", ", list.Select(x => x.ToString()).ToArray()));
                    }

                    public string Describe()
                    {
                        var builder = new System.Text.StringBuilder();
                        foreach (var pair in _items.OrderBy(x => x.Key))
                        {
                            builder.Append(pair.Key).Append(": ").Append(pair.Value.Count);
                            for (var i = 0; i < pair.Value.Count; i++)
                            {
                                if (i > 0)
                                    builder.Append(", ");
                                builder.Append(pair.Value[i].ToString("x"));
                            }

                            builder.AppendLine();
                        }

                        return builder.ToString().Trim();
                    }

                    public override string ToString() => $"{_name} ({Describe().Length})";

                    public bool Check(int limit)
                    {
                        var sum = _items.Values.SelectMany(x => x).Sum();
                        switch (sum % 3)
                        {
                            case 0: return sum > limit;
                            case 1: return sum < limit;
                            default: throw new InvalidOperationException(nameof(limit));
                        }
                    }
                    {{(
                    i % 10 == 0
                        ? $"void Save() => File.WriteAllText(Path.Combine(AppContext.BaseDirectory, \"items{i}.json\"), JsonSerializer.Serialize(_items));"
                        : ""
                )}}
                }

                """
        );

    static string Class(string members) => $"{Usings}class C\n{{\n{members}\n}}\n";

    static string Repeat(int count, Func<int, string> make) => string.Concat(Enumerable.Range(0, count).Select(make));
}
