using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.Extensions.States;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions;

/// <summary>Adds typed state as <see cref="IState{T}"/>.</summary>
/// <remarks>
/// <para>
/// A state is a singleton, or with a key a keyed one. Every <see cref="IValidateOptions{T}"/> is asked about it, and
/// where it is serialized by reflection its data annotations are heeded: what is not valid is refused with
/// <see cref="StateFileFailure.Invalid"/> before anything is written.
/// </para>
/// <para>
/// What was handed to savers of the state is saved when the host stops, after all its services have stopped and within
/// its time limit (<c>HostOptions.ShutdownTimeout</c>); where that does not suffice, it is logged and the host's
/// <c>StopAsync</c> throws. Without a host it is saved when the services are disposed of.
/// </para>
/// <para>
/// Without options, the state of a first start is <c>new T()</c> where there is such a constructor. What happens is
/// logged in category <c>AtomicWrites</c> and counted by the meter of that name; an
/// <see cref="StateOptions{T}.Observer"/> of the options is told as well. Time goes by the <see cref="TimeProvider"/>
/// of the options, else of the services, else of the system.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var services = new ServiceCollection().AddStateFile&lt;Settings&gt;("settings.json").BuildServiceProvider();
/// var settings = services.GetRequiredService&lt;IState&lt;Settings&gt;&gt;();
/// settings.Edit(state =&gt; state.Theme = "dark");
/// </code>
/// </example>
public static class StateServiceCollectionExtensions
{
    const string NeedsReflection =
        "Serializes by reflection: hand in the JsonTypeInfo<T> of a JsonSerializerContext instead.";

    /// <summary>Adds the state in a file, serialized by reflection.</summary>
    /// <typeparam name="T">Type of the state.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="path">The file, relative to the content root of the host; it need not exist.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <param name="key">Key of the service; <see langword="null"/> for none. A text is also the name that validators
    /// get.</param>
    /// <returns>The services.</returns>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IServiceCollection AddStateFile<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        this IServiceCollection services,
        string path,
        StateFileOptions<T>? options = null,
        object? key = null
    )
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new() { Initial = StateDefaults.Initial<T>() };
        var annotations = StateDefaults.Annotations<T>();
        return services.Add(
            key,
            provider => new StateFile<T>(provider.FullPath(path), provider.Complete(options, key, annotations)),
            path
        );
    }

    /// <inheritdoc cref="AddStateFile{T}(IServiceCollection, string, StateFileOptions{T}?, object?)"/>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IServiceCollection AddStateFile<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        this IServiceCollection services,
        string path,
        StateFileOptions<T>? options // what new() is taken for
    )
        where T : class => services.AddStateFile(path, options, key: null);

    /// <summary>
    /// Adds the state in a file, for programs that are trimmed or compiled ahead of time: data annotations are not
    /// heeded.
    /// </summary>
    /// <inheritdoc cref="AddStateFile{T}(IServiceCollection, string, StateFileOptions{T}?, object?)"/>
    /// <param name="services">The services.</param>
    /// <param name="path">The file, relative to the content root of the host; it need not exist.</param>
    /// <param name="type">How the state is serialized: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <param name="key">Key of the service; <see langword="null"/> for none. A text is also the name that validators
    /// get.</param>
    public static IServiceCollection AddStateFile<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
    >(
        this IServiceCollection services,
        string path,
        JsonTypeInfo<T> type,
        StateFileOptions<T>? options = null,
        object? key = null
    )
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(type);
        options ??= new() { Initial = StateDefaults.Initial<T>() };
        return services.Add(
            key,
            provider => new StateFile<T>(
                provider.FullPath(path),
                type,
                provider.Complete<StateFileOptions<T>, T>(options, key, null)
            ),
            path
        );
    }

    /// <summary>Adds the state in a store, serialized by reflection.</summary>
    /// <inheritdoc cref="AddStateFile{T}(IServiceCollection, string, StateFileOptions{T}?, object?)"/>
    /// <param name="services">The services.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <param name="key">Key of the service; <see langword="null"/> for none. A text is also the name that validators
    /// get.</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IServiceCollection AddState<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        this IServiceCollection services,
        StateStore store,
        StateOptions<T>? options = null,
        object? key = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        return services.AddState(_ => store, options, key);
    }

    /// <inheritdoc cref="AddState{T}(IServiceCollection, StateStore, StateOptions{T}?, object?)"/>
    /// <param name="services">The services.</param>
    /// <param name="store">Makes the store, of other services.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <param name="key">Key of the service; <see langword="null"/> for none. A text is also the name that validators
    /// get.</param>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IServiceCollection AddState<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        this IServiceCollection services,
        Func<IServiceProvider, StateStore> store,
        StateOptions<T>? options = null,
        object? key = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new() { Initial = StateDefaults.Initial<T>() };
        var annotations = StateDefaults.Annotations<T>();
        return services.Add(key, provider => new State<T>(
            store(provider),
            provider.Complete(options, key, annotations)
        ));
    }

    /// <inheritdoc cref="AddState{T}(IServiceCollection, StateStore, StateOptions{T}?, object?)"/>
    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    public static IServiceCollection AddState<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        this IServiceCollection services,
        Func<IServiceProvider, StateStore> store,
        StateOptions<T>? options // what new() is taken for
    )
        where T : class => services.AddState(store, options, key: null);

    /// <summary>
    /// Adds the state in a store, for programs that are trimmed or compiled ahead of time: data annotations are not
    /// heeded.
    /// </summary>
    /// <inheritdoc cref="AddState{T}(IServiceCollection, StateStore, StateOptions{T}?, object?)"/>
    /// <param name="services">The services.</param>
    /// <param name="store">Makes the store, of other services.</param>
    /// <param name="type">How the state is serialized: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="options">How it is loaded and saved.</param>
    /// <param name="key">Key of the service; <see langword="null"/> for none. A text is also the name that validators
    /// get.</param>
    public static IServiceCollection AddState<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
    >(
        this IServiceCollection services,
        Func<IServiceProvider, StateStore> store,
        JsonTypeInfo<T> type,
        StateOptions<T>? options = null,
        object? key = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(type);
        options ??= new() { Initial = StateDefaults.Initial<T>() };
        return services.Add(key, provider => new State<T>(
            store(provider),
            type,
            provider.Complete<StateOptions<T>, T>(options, key, null)
        ));
    }

    static IServiceCollection Add<T>(
        this IServiceCollection services,
        object? key,
        Func<IServiceProvider, IState<T>> create,
        string? path = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddStateServices().AddSingleton(new StateProbe(path, Read));
        return key is null
            ? services.AddSingleton(Create)
            : services.AddKeyedSingleton(key, (provider, _) => Create(provider));

        Task Read(IServiceProvider provider, CancellationToken cancellationToken) =>
            (
                key is null
                    ? provider.GetRequiredService<IState<T>>()
                    : provider.GetRequiredKeyedService<IState<T>>(key)
            ).ReadAsync(cancellationToken);

        IState<T> Create(IServiceProvider provider) =>
            new HostedState<T>(
                create(provider),
                provider.GetRequiredService<StateSavers>(),
                provider.GetRequiredService<StateTelemetry>()
            );
    }
}
