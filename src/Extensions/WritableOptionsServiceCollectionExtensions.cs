using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization.Metadata;
using AtomicWrites.Extensions.States;
using AtomicWrites.Extensions.Writable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions;

/// <summary>Adds options that can be written back.</summary>
/// <example>
/// <code>
/// var builder = WebApplication.CreateBuilder();
/// builder.Services.AddWritableOptions&lt;SiteOptions&gt;("Site", "appsettings.User.json");
/// var app = builder.Build();
/// app.MapPost("/title", (IWritableOptions&lt;SiteOptions&gt; site, string title) =&gt;
///     site.EditAsync(options =&gt; options.Title = title));
///
/// class SiteOptions { public string Title { get; set; } = "My site"; }
/// </code>
/// </example>
public static class WritableOptionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="IWritableOptions{T}"/>: options that are bound to a section of the configuration, and written to
    /// that section of a file. <see cref="IOptions{T}"/>, <see cref="IOptionsSnapshot{T}"/> and
    /// <see cref="IOptionsMonitor{T}"/> have the same values.
    /// </summary>
    /// <remarks>
    /// The file need not be a source of the configuration. Where it is one, it keeps its place among them; where it is
    /// none, it counts for more than all of them. Data annotations of <typeparamref name="T"/> and every
    /// <see cref="IValidateOptions{T}"/> are heeded before anything is written.
    /// </remarks>
    /// <typeparam name="T">Type of the options.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, such as <c>Mail</c> or <c>Mail:Smtp</c>.</param>
    /// <param name="file">The file, relative to the content root of the host; it need not exist.</param>
    /// <param name="write">How to publish it, and how long to wait for its lock; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="name">The name of the options; if given, <see cref="IWritableOptions{T}"/> is a keyed service with
    /// this key.</param>
    /// <returns>The services.</returns>
    [RequiresUnreferencedCode(OptionsJson.NeedsReflection)]
    [RequiresDynamicCode(OptionsJson.NeedsReflection)]
    public static IServiceCollection AddWritableOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T
    >(
        this IServiceCollection services,
        string section,
        string file,
        AtomicWriteOptions? write = null,
        string? name = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddSingleton<IValidateOptions<T>>(new DataAnnotationValidateOptions<T>(name ?? Options.DefaultName));
        return services.AddWritableOptions(
            section,
            file,
            OptionsJson.TypeOf<T>(),
            (configuration, options) => configuration.Bind(options),
            write,
            name
        );
    }

    /// <inheritdoc cref="AddWritableOptions{T}(IServiceCollection, string, string, AtomicWriteOptions?, string?)"/>
    /// <remarks>
    /// For programs that are trimmed or compiled ahead of time. Data annotations are not heeded: add a generated
    /// <see cref="IValidateOptions{T}"/>.
    /// </remarks>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, such as <c>Mail</c> or <c>Mail:Smtp</c>.</param>
    /// <param name="file">The file, relative to the content root of the host; it need not exist.</param>
    /// <param name="type">How the options are serialized: of a <c>JsonSerializerContext</c>.</param>
    /// <param name="bind">
    /// Binds a section to options: a method of your program that calls <c>section.Bind(options)</c>, which the generator
    /// of the binder makes code of. It does not see that call in a lambda at this place.
    /// </param>
    /// <param name="write">How to publish it, and how long to wait for its lock; <see langword="null"/> for
    /// <see cref="AtomicWriteOptions.Default"/>.</param>
    /// <param name="name">The name of the options; if given, <see cref="IWritableOptions{T}"/> is a keyed service with
    /// this key.</param>
    public static IServiceCollection AddWritableOptions<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
    >(
        this IServiceCollection services,
        string section,
        string file,
        JsonTypeInfo<T> type,
        Action<IConfiguration, T> bind,
        AtomicWriteOptions? write = null,
        string? name = null
    )
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(section);
        ArgumentException.ThrowIfNullOrEmpty(file);
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(bind);
        var key = name ?? Options.DefaultName;
        services.AddOptions().AddStateServices();
        services.TryAddSingleton(SectionMonitor.Create<T>);
        services.TryAddTransient(Factory);
        // Of two for one name, the last counts: a test may put another file in the place of the program's.
        if (!services.Any(service => service.IsKeyedService && IsOf(service, key)))
        {
            services.AddSingleton<IConfigureOptions<T>>(provider => Ours(provider));
            services.AddSingleton<IOptionsChangeTokenSource<T>>(provider => Ours(provider));
        }

        services.AddKeyedSingleton(key, (provider, _) => new SectionOptions<T>(key, Section(provider), type, bind));
        services.AddSingleton(new StateProbe(file, Read));
        return name is null
            ? services.AddSingleton(Writable)
            : services.AddKeyedSingleton(name, (provider, _) => Writable(provider));

        static bool IsOf(ServiceDescriptor service, string key) =>
            service.ServiceType == typeof(SectionOptions<T>) && Equals(service.ServiceKey, key);

        SettingsSection Section(IServiceProvider provider)
        {
            var cache = provider.GetRequiredService<IOptionsMonitorCache<T>>();
            return new(
                provider.FullPath(file),
                section,
                provider.Configuration(),
                section => Pipeline(provider).Require(section),
                () => cache.TryRemove(key),
                provider.StateLog()
            );
        }

        Task Read(IServiceProvider provider, CancellationToken cancellationToken)
        {
            Ours(provider).Section.RequireReadable();
            return Task.CompletedTask;
        }

        SectionOptions<T> Ours(IServiceProvider provider) => provider.GetRequiredKeyedService<SectionOptions<T>>(key);

        OptionsPipeline<T> Pipeline(IServiceProvider provider) =>
            new(
                Ours(provider),
                SectionOrder.Of(provider.GetServices<IConfigureOptions<T>>()),
                provider.GetServices<IPostConfigureOptions<T>>(),
                provider.GetServices<IValidateOptions<T>>()
            );

        static IOptionsFactory<T> Factory(IServiceProvider provider) =>
            new OptionsFactory<T>(
                SectionOrder.Of(provider.GetServices<IConfigureOptions<T>>()),
                provider.GetServices<IPostConfigureOptions<T>>(),
                provider.GetServices<IValidateOptions<T>>()
            );

        IWritableOptions<T> Writable(IServiceProvider provider)
        {
            var options = write ?? AtomicWriteOptions.Default;
            var time = options.TimeProvider ?? provider.Time();
            return new WritableOptions<T>(
                Ours(provider),
                Pipeline(provider),
                type,
                provider.GetRequiredService<IOptionsMonitor<T>>(),
                options with
                {
                    TimeProvider = time,
                },
                provider.GetRequiredService<StateTelemetry>(),
                time
            );
        }
    }
}
