using AtomicWrites.Crash.Writer;

namespace AtomicWrites.Crash.Tests;

/// <summary>The arms as rows of theories; the trait <c>Arm</c> picks one for a long run.</summary>
public static class ArmData
{
    public static IEnumerable<TheoryDataRow<string>> Promises => Arms.All.Where(arm => !arm.IsControl).Select(Row);

    public static IEnumerable<TheoryDataRow<string>> Controls => Arms.All.Where(arm => arm.IsControl).Select(Row);

    /// <summary>Those that the model of crashes knows.</summary>
    public static IEnumerable<TheoryDataRow<string>> ModelledPromises =>
        Arms.All.Where(arm => arm is { IsControl: false, IsModelled: true }).Select(Row);

    /// <inheritdoc cref="ModelledPromises"/>
    public static IEnumerable<TheoryDataRow<string>> ModelledControls =>
        Arms.All.Where(arm => arm is { IsControl: true, IsModelled: true }).Select(Row);

    static TheoryDataRow<string> Row(Arm arm) => new(arm.Name) { Traits = { ["Arm"] = [arm.Name] } };
}
