using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.States;

/// <summary>
/// What a state of a host has beside its own options: a first state, validators, somebody who is told.
/// </summary>
static class StateDefaults
{
    /// <summary>Makes the state of a first start; null where there is no constructor for it.</summary>
    public static Func<T>? Initial<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
    >() => typeof(T).GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance<T>;

    /// <summary>The validator of data annotations.</summary>
    [RequiresUnreferencedCode("Reads data annotations by reflection.")]
    public static IValidateOptions<T> Annotations<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>()
        where T : class => new DataAnnotationValidateOptions<T>(null);

    /// <summary>Options that heed the validators of the services as well.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">The state's own options.</param>
    /// <param name="key">Key of the service; a text is the name that validators get.</param>
    /// <param name="annotations">One more validator.</param>
    public static TOptions Complete<TOptions, T>(
        this IServiceProvider services,
        TOptions options,
        object? key,
        IValidateOptions<T>? annotations
    )
        where TOptions : StateOptions<T>
        where T : class
    {
        var name = key as string ?? Options.DefaultName;
        // Now: the last save may come when the services are being disposed of.
        var validators = services.GetServices<IValidateOptions<T>>().ToList();
        if (annotations is not null)
            validators.Add(annotations);
        var telemetry = services.GetRequiredService<StateTelemetry>();
        return (TOptions)(
            (StateOptions<T>)options with
            {
                Validate = state => options.Validate?.Invoke(state) ?? Wrong(state),
                Observer = options.Observer is { } own ? new StateObserverPair(own, telemetry) : telemetry,
                TimeProvider = options.TimeProvider ?? services.GetService<TimeProvider>(),
            }
        );

        string? Wrong(T state)
        {
            var failures = validators
                .Select(validator => validator.Validate(name, state))
                .Where(result => result.Failed)
                .SelectMany(result => result.Failures!)
                .ToArray();
            return failures.Length == 0 ? null : string.Join(' ', failures);
        }
    }
}
