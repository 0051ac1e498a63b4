namespace System.Runtime.CompilerServices;

/// <summary>
/// Known to compilers from C# 13 on, in whatever assembly: what has a lower priority is taken only where nothing else
/// fits.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property)]
sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority => priority;
}
