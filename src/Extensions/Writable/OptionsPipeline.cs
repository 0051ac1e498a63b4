using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.Writable;

/// <summary>
/// Makes options as the factory of the program does, but for a text of the file that is not there yet.
/// </summary>
sealed class OptionsPipeline<
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T
>(
    SectionOptions<T> ours,
    IReadOnlyList<IConfigureOptions<T>> configures,
    IEnumerable<IPostConfigureOptions<T>> postConfigures,
    IEnumerable<IValidateOptions<T>> validations
)
    where T : class
{
    /// <summary>The options before <c>PostConfigure</c>: what that makes of them is not for the file.</summary>
    /// <exception cref="StateFileException">The text is corrupt, or cannot be bound.</exception>
    public T Configure(byte[] text) => Configure(ours.Section.With(text));

    /// <summary>The options as the program gets them.</summary>
    /// <exception cref="StateFileException">They are not valid.</exception>
    public T Complete(byte[] text)
    {
        var options = Configure(text);
        return Wrong(options) is not { } wrong
            ? options
            : throw new StateFileException(
                StateFileFailure.Invalid,
                $"The options to be saved in {ours.Section.Name} are not valid: {wrong} Nothing was saved."
            );
    }

    /// <exception cref="StateFileException">No options can be made of a section, or they are not valid.</exception>
    public void Require(IConfiguration section)
    {
        if (Wrong(Configure(section)) is { } wrong)
            throw new StateFileException(
                StateFileFailure.Invalid,
                $"'{ours.Section.Section}' in {ours.Section.Name} is not valid: {wrong}"
            );
    }

    T Configure(IConfiguration section)
    {
        var options = Activator.CreateInstance<T>();
        try
        {
            foreach (var configure in configures)
                Configure(configure, options, section);
            return options;
        }
        catch (InvalidOperationException failure)
        {
            throw new StateFileException(
                StateFileFailure.Corrupt,
                $"'{ours.Section.Section}' in {ours.Section.Name} cannot be read: {failure.Message} It is left as it is.",
                failure
            );
        }
    }

    // As the program gets them from here on.
    string? Wrong(T options)
    {
        foreach (var postConfigure in postConfigures)
            postConfigure.PostConfigure(ours.Name, options);
        var failures = validations
            .Select(validation => validation.Validate(ours.Name, options))
            .Where(result => result.Failed)
            .SelectMany(result => result.Failures!)
            .ToArray();
        return failures.Length == 0 ? null : string.Join(' ', failures);
    }

    void Configure(IConfigureOptions<T> configure, T options, IConfiguration section)
    {
        if (ReferenceEquals(configure, ours))
            ours.Configure(options, section);
        else if (configure is IConfigureNamedOptions<T> named)
            named.Configure(ours.Name, options);
        else if (ours.Name == Options.DefaultName)
            configure.Configure(options);
    }
}
