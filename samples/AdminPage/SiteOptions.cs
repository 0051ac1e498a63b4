using System.ComponentModel.DataAnnotations;

namespace AdminPage;

sealed class SiteOptions
{
    [Required, MaxLength(40)]
    public string Title { get; set; } = "My site";

    public int ItemsPerPage { get; set; } = 20;
}
