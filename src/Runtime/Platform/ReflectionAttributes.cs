#if !NET
namespace System.Diagnostics.CodeAnalysis;

/// <summary>That of .NET, for the sources; only .NET trims.</summary>
[AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method)]
sealed class RequiresUnreferencedCodeAttribute(string message) : Attribute
{
    public string Message => message;
}

/// <summary>That of .NET, for the sources; only .NET compiles ahead of time.</summary>
[AttributeUsage(AttributeTargets.Constructor | AttributeTargets.Method)]
sealed class RequiresDynamicCodeAttribute(string message) : Attribute
{
    public string Message => message;
}

/// <summary>That of .NET, for the sources; only .NET trims.</summary>
[AttributeUsage(AttributeTargets.Method)]
sealed class UnconditionalSuppressMessageAttribute(string category, string checkId) : Attribute
{
    public string Category => category;

    public string CheckId => checkId;

    public string? Justification { get; set; }
}
#endif
