using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace AtomicWrites.Extensions.AheadOfTime;

sealed class SiteOptions
{
    [Required, StringLength(40)]
    public string Title { get; set; } = "My site";

    public int Visits { get; set; }

    public List<string> Recent { get; set; } = [];

    public Dictionary<string, int> Counts { get; set; } = [];

    public TimeSpan Delay { get; set; }

    public DayOfWeek Day { get; set; }
}

sealed class Cart
{
    public int Count { get; set; }
}

[OptionsValidator]
sealed partial class SiteValidator : IValidateOptions<SiteOptions>;

[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(SiteOptions))]
[JsonSerializable(typeof(Cart))]
sealed partial class AppJson : JsonSerializerContext;
