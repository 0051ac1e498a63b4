using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using AtomicWrites;
using AtomicWrites.Platform;

/// <summary>
/// Calls every public member of the library that has to do with a file on a system that it does not know, and tells
/// what each of them throws.
/// </summary>
static class UnknownHost
{
    const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    // What has no file: values, options, marks and failures; contracts; a state in any store, which has what the store
    // has. A stream, a writer and a saver are handed out by members that are called here.
    static readonly HashSet<Type> WithoutFile =
    [
        typeof(AtomicFileStream),
        typeof(AtomicStreamWriter),
        typeof(AtomicWriteException),
        typeof(AtomicWriteOptions),
        typeof(InMemoryStateStore),
        typeof(IState<>),
        typeof(AtomicWriterAttribute),
        typeof(NotStatePathAttribute),
        typeof(State<>),
        typeof(StateExtensions),
        typeof(StateFileException),
        typeof(StateFileOptions<>),
        typeof(StateObserver),
        typeof(StateOptions<>),
        typeof(StatePathAttribute),
        typeof(StateSaver<>),
        typeof(StateStore),
        typeof(StoreWatch),
        typeof(StoredState),
    ];

    static readonly HashSet<string> WithoutCall = ["get_DefaultTimeout", "set_DefaultTimeout", "CreateSaver"];

    public static async Task TellAsync(string path)
    {
        Host.Current = Host.Kind.Unknown;
        foreach (var type in typeof(AtomicFile).Assembly.GetExportedTypes())
            if (!type.IsEnum && !WithoutFile.Contains(type))
                await TellAsync(type.IsGenericType ? type.MakeGenericType(typeof(List<int>)) : type, path);
        using var saver = new StateFile<List<int>>(path).CreateSaver(TimeSpan.Zero);
        await TellAsync("StateSaver", () => saver.Update(state => state));
        await TellAsync("StateSaver.Flush", saver.FlushAsync);
    }

    static async Task TellAsync(Type type, string path)
    {
        object?[] targets =
            type.GetConstructors().Length == 0
                ? [null]
                : [At(ConcurrencyMode.Lock), At(ConcurrencyMode.CompareAndSwap)];
        foreach (var method in type.GetMethods(Declared))
            if (
                !WithoutCall.Contains(method.Name)
                && method.GetCustomAttribute<ObsoleteAttribute>() is not { IsError: true }
                && (method.IsStatic || targets[0] is not null)
            )
                foreach (var target in targets)
                    await TellAsync($"{type.Name}.{method}", () => Call(method, target, path));

        object At(ConcurrencyMode mode) =>
            Activator.CreateInstance(
                type,
                path,
                new StateFileOptions<List<int>> { Concurrency = mode, Initial = () => [] }
            )!;
    }

    static async Task TellAsync(string member, Func<object?> call)
    {
        var threw = "nothing";
        try
        {
            if (call() is Task task)
                await task;
        }
        catch (Exception failure)
        {
            threw = failure.GetType().Name;
        }

        Console.WriteLine($"{threw} {member}");
    }

    static object? Call(MethodInfo method, object? target, string path)
    {
        if (method.IsGenericMethodDefinition)
            method = method.MakeGenericMethod(typeof(int));
        var parameters = method.GetParameters();
        return Invoker(method)(target, [.. parameters.Select(parameter => Argument(parameter, path))]);
    }

    // Reflection passes no spans.
    static Func<object?, object?[], object?> Invoker(MethodInfo method)
    {
        var invoker = new DynamicMethod(
            "Invoke",
            typeof(object),
            [typeof(object), typeof(object[])],
            typeof(UnknownHost).Module,
            true
        );
        var code = invoker.GetILGenerator();
        if (!method.IsStatic)
        {
            code.Emit(OpCodes.Ldarg_0);
            code.Emit(OpCodes.Castclass, method.DeclaringType!);
        }

        foreach (var parameter in method.GetParameters())
        {
            var type = parameter.ParameterType;
            if (type.IsByRefLike)
            {
                code.Emit(OpCodes.Ldloc, code.DeclareLocal(type)); // empty, as all locals begin
                continue;
            }

            code.Emit(OpCodes.Ldarg_1);
            code.Emit(OpCodes.Ldc_I4, parameter.Position);
            code.Emit(OpCodes.Ldelem_Ref);
            code.Emit(OpCodes.Unbox_Any, type);
        }

        code.Emit(method.IsStatic ? OpCodes.Call : OpCodes.Callvirt, method);
        if (method.ReturnType == typeof(void))
            code.Emit(OpCodes.Ldnull);
        else if (method.ReturnType.IsValueType)
            code.Emit(OpCodes.Box, method.ReturnType);
        code.Emit(OpCodes.Ret);
        return invoker.CreateDelegate<Func<object?, object?[], object?>>();
    }

    static object? Argument(ParameterInfo parameter, string path)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string))
            return parameter.Name == "destFileName" ? path + ".copy" : path;
        if (type == typeof(byte[]))
            return new byte[1];
        if (type == typeof(IEnumerable<string>) || type == typeof(string[]))
            return new[] { "line" };
        if (type == typeof(System.Text.Encoding))
            return System.Text.Encoding.UTF8;
        if (type == typeof(AtomicWriteOptions))
            return AtomicWriteOptions.Default;
        if (type == typeof(List<int>))
            return new List<int>();
        if (type.IsByRefLike || Nullable.GetUnderlyingType(type) is not null)
            return null;
        if (type.IsValueType)
            return Activator.CreateInstance(type);
        return typeof(Delegate).IsAssignableFrom(type) && !parameter.IsOptional ? Nothing(type) : null;
    }

    static Delegate Nothing(Type type)
    {
        var invoke = type.GetMethod("Invoke")!;
        return Expression
            .Lambda(
                type,
                Expression.Default(invoke.ReturnType),
                invoke.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType))
            )
            .Compile();
    }
}
