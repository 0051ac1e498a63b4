using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// The monitor of options that have a section here: a program that binds the same options itself, too, is told once of
/// each change.
/// </summary>
static class SectionMonitor
{
    public static IOptionsMonitor<T> Create<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
    >(IServiceProvider services)
        where T : class
    {
        var sources = services.GetServices<IOptionsChangeTokenSource<T>>().ToArray();
        var ours = sources.OfType<SectionOptions<T>>().ToArray();
        var others = sources.OfType<ConfigurationChangeTokenSource<T>>().ToLookup(IsOfOurs);
        foreach (var section in ours.Where(section => others[true].Any(other => NameOf(other) == section.Name)))
            section.Section.HeedAll();
        return new OptionsMonitor<T>(
            services.GetRequiredService<IOptionsFactory<T>>(),
            sources.Except(others[true]),
            services.GetRequiredService<IOptionsMonitorCache<T>>()
        );

        bool IsOfOurs(ConfigurationChangeTokenSource<T> source) =>
            Array.Exists(ours, section => section.Name == NameOf(source));

        static string NameOf(ConfigurationChangeTokenSource<T> source) => source.Name ?? Options.DefaultName;
    }
}
