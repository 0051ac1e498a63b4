using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// The order in which options are configured: their section here after all that binds configuration to them, or what
/// was written would not come back.
/// </summary>
static class SectionOrder
{
    public static List<IConfigureOptions<T>> Of<T>(IEnumerable<IConfigureOptions<T>> configures)
        where T : class
    {
        var order = configures.ToList();
        foreach (var ours in order.OfType<SectionOptions<T>>().ToList())
        {
            var place = order.IndexOf(ours);
            var late = order.Skip(place).Where(configure => BindsTo(configure, ours.Name)).ToList();
            order.RemoveAll(late.Contains);
            order.InsertRange(place, late);
        }

        return order;
    }

    const string Generated = "Microsoft.Extensions.Configuration.Binder.SourceGeneration.";

    // Configure(section) and BindConfiguration(path); the generator of the binder makes a function of the former.
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2091",
        Justification = "Asks for the type of an object that there is."
    )]
    static bool BindsTo<T>(IConfigureOptions<T> configure, string name)
        where T : class =>
        configure switch
        {
            NamedConfigureFromConfigurationOptions<T> bound => bound.Name == name,
            ConfigureNamedOptions<T, IConfiguration> bound => bound.Name == name,
            ConfigureNamedOptions<T> { Action.Method.DeclaringType.FullName: { } place } bound => bound.Name == name
                && place.StartsWith(Generated, StringComparison.Ordinal),
            _ => false,
        };
}
